-- Freight; names without separators, an accumulating snapshot with many dates, places in several roles, trucks below carriers.
-- fact: shipmentlegs freightcosts dockevents
-- dimension: calendarday location carrier truck customer commodity
-- outrigger: country
CREATE TABLE calendarday (calendardayid integer PRIMARY KEY, caldate date, calmonth integer, calyear integer, calweek integer);
CREATE TABLE country (countryid integer PRIMARY KEY, countryname text, continent text);
CREATE TABLE location (locationid integer PRIMARY KEY, locationname text, locationtype text, countryid integer REFERENCES country);
CREATE TABLE carrier (carrierid integer PRIMARY KEY, carriername text, scac text);
CREATE TABLE truck (truckid integer PRIMARY KEY, plate text, capacityclass text, carrierid integer REFERENCES carrier);
CREATE TABLE customer (customerid integer PRIMARY KEY, customername text, industry text);
CREATE TABLE commodity (commodityid integer PRIMARY KEY, commodityname text, hazardclass text);
CREATE TABLE shipmentlegs (shipmentnumber text NOT NULL, pickupcalendardayid integer REFERENCES calendarday, departurecalendardayid integer REFERENCES calendarday, arrivalcalendardayid integer REFERENCES calendarday, originlocationid integer NOT NULL REFERENCES location, destinationlocationid integer NOT NULL REFERENCES location, carrierid integer REFERENCES carrier, truckid integer REFERENCES truck, commodityid integer REFERENCES commodity, customerid integer NOT NULL REFERENCES customer, weight numeric(12,2), distance numeric(12,2), pieces integer);
CREATE TABLE freightcosts (calendardayid integer NOT NULL REFERENCES calendarday, carrierid integer NOT NULL REFERENCES carrier, customerid integer NOT NULL REFERENCES customer, invoicenumber text, freightamount numeric(12,2), fuelsurcharge numeric(12,2));
CREATE TABLE dockevents (calendardayid integer NOT NULL REFERENCES calendarday, locationid integer NOT NULL REFERENCES location, truckid integer REFERENCES truck, waitminutes integer, handledpieces integer);
