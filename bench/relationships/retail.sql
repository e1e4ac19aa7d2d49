-- A chain of shops: three fact tables share dates, products and shops; dates play several roles; products are spread over brands and categories.
-- fact: fact_sales fact_inventory fact_orders
-- dimension: dim_date dim_product dim_store dim_customer dim_promotion
-- outrigger: dim_brand dim_category dim_region
CREATE TABLE dim_date (date_key integer PRIMARY KEY, calendar_date date NOT NULL, day_of_week integer, month integer, quarter integer, year integer, is_holiday boolean);
CREATE TABLE dim_category (category_key integer PRIMARY KEY, category_name text NOT NULL, department_name text);
CREATE TABLE dim_brand (brand_key integer PRIMARY KEY, brand_name text NOT NULL, manufacturer text);
CREATE TABLE dim_product (product_key integer PRIMARY KEY, sku text NOT NULL, product_name text, brand_key integer NOT NULL REFERENCES dim_brand, category_key integer NOT NULL REFERENCES dim_category, package_type text);
CREATE TABLE dim_region (region_key integer PRIMARY KEY, region_name text, country text);
CREATE TABLE dim_store (store_key integer PRIMARY KEY, store_number text, store_name text, region_key integer REFERENCES dim_region, square_feet integer, opened_on date);
CREATE TABLE dim_customer (customer_key integer PRIMARY KEY, customer_id text NOT NULL, full_name text, segment text, valid_from date, valid_to date, is_current boolean);
CREATE TABLE dim_promotion (promotion_key integer PRIMARY KEY, promotion_name text, media_type text, starts_on date, ends_on date);
CREATE TABLE fact_sales (date_key integer NOT NULL REFERENCES dim_date, product_key integer NOT NULL REFERENCES dim_product, store_key integer NOT NULL REFERENCES dim_store, customer_key integer REFERENCES dim_customer, promotion_key integer REFERENCES dim_promotion, receipt_number text NOT NULL, quantity integer NOT NULL, sales_amount numeric(12,2) NOT NULL, cost_amount numeric(12,2) NOT NULL);
CREATE TABLE fact_inventory (date_key integer NOT NULL REFERENCES dim_date, product_key integer NOT NULL REFERENCES dim_product, store_key integer NOT NULL REFERENCES dim_store, quantity_on_hand integer NOT NULL, value_at_cost numeric(12,2), PRIMARY KEY (date_key, product_key, store_key));
CREATE TABLE fact_orders (order_date_key integer NOT NULL REFERENCES dim_date, ship_date_key integer REFERENCES dim_date, delivery_date_key integer REFERENCES dim_date, product_key integer NOT NULL REFERENCES dim_product, customer_key integer NOT NULL REFERENCES dim_customer, order_number text NOT NULL, order_quantity integer, order_amount numeric(12,2));
