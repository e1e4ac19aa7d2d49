-- Calls and bills; short names with prefixed columns as old warehouses have them, uuid keys for what is new.
-- fact: call_detail billing_line network_usage
-- dimension: subscriber rate_plan cell_site time_of_day call_date handset
-- outrigger: market
CREATE TABLE market (mkt_id integer PRIMARY KEY, mkt_name text, mkt_country text, mkt_area text);
CREATE TABLE subscriber (sub_id bigint PRIMARY KEY, sub_msisdn text NOT NULL, sub_name text, sub_segment text, sub_mkt_id integer REFERENCES market);
CREATE TABLE rate_plan (rp_id integer PRIMARY KEY, rp_name text NOT NULL, rp_family text, rp_included text);
CREATE TABLE cell_site (cs_id integer PRIMARY KEY, cs_name text, cs_technology text, cs_mkt_id integer REFERENCES market);
CREATE TABLE time_of_day (tod_id integer PRIMARY KEY, tod_hour integer, tod_period text, tod_is_peak boolean);
CREATE TABLE call_date (cdt_id integer PRIMARY KEY, cdt_day date, cdt_month integer, cdt_quarter integer, cdt_year integer);
CREATE TABLE handset (hs_id integer PRIMARY KEY, hs_brand text, hs_model text, hs_generation text);
CREATE TABLE call_detail (cd_cdt_id integer NOT NULL REFERENCES call_date, cd_tod_id integer NOT NULL REFERENCES time_of_day, cd_calling_sub_id bigint NOT NULL REFERENCES subscriber, cd_called_sub_id bigint REFERENCES subscriber, cd_cs_id integer NOT NULL REFERENCES cell_site, cd_hs_id integer REFERENCES handset, cd_duration_seconds integer NOT NULL, cd_charge numeric(10,4) NOT NULL);
CREATE TABLE billing_line (bl_cdt_id integer NOT NULL REFERENCES call_date, bl_sub_id bigint NOT NULL REFERENCES subscriber, bl_rp_id integer NOT NULL REFERENCES rate_plan, bl_invoice_number text NOT NULL, bl_net_amount numeric(12,2) NOT NULL, bl_tax_amount numeric(12,2) NOT NULL);
CREATE TABLE network_usage (nu_cdt_id integer NOT NULL REFERENCES call_date, nu_tod_id integer NOT NULL REFERENCES time_of_day, nu_cs_id integer NOT NULL REFERENCES cell_site, nu_sessions bigint, nu_volume_mb numeric(14,3), nu_dropped_calls integer, PRIMARY KEY (nu_cdt_id, nu_tod_id, nu_cs_id));
