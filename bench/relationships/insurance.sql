-- Policies and claims, names without prefixes: transactions of policies, payments of claims, a bridge to several insured persons, coverages below lines of business.
-- fact: policy_transactions claim_payments premium_snapshots
-- dimension: calendar policies coverages agents insured_parties claims claimants
-- outrigger: lines_of_business agencies
-- bridge: policy_insured_parties
CREATE TABLE calendar (day_id integer PRIMARY KEY, full_date date NOT NULL, month integer NOT NULL, quarter integer NOT NULL, year integer NOT NULL);
CREATE TABLE lines_of_business (line_of_business_id integer PRIMARY KEY, line_name text NOT NULL, market text);
CREATE TABLE coverages (coverage_id integer PRIMARY KEY, coverage_name text NOT NULL, coverage_group text, line_of_business_id integer NOT NULL REFERENCES lines_of_business);
CREATE TABLE agencies (agency_id integer PRIMARY KEY, agency_name text NOT NULL, city text, state text);
CREATE TABLE agents (agent_id integer PRIMARY KEY, agent_name text NOT NULL, license_state text, agency_id integer NOT NULL REFERENCES agencies);
CREATE TABLE policies (policy_id integer PRIMARY KEY, policy_number text NOT NULL UNIQUE, risk_grade text, renewal_flag boolean);
CREATE TABLE insured_parties (insured_party_id integer PRIMARY KEY, party_name text NOT NULL, party_type text, occupation text);
CREATE TABLE policy_insured_parties (policy_id integer NOT NULL REFERENCES policies, insured_party_id integer NOT NULL REFERENCES insured_parties, weighting_factor numeric(5,4) NOT NULL, PRIMARY KEY (policy_id, insured_party_id));
CREATE TABLE claims (claim_id integer PRIMARY KEY, claim_number text NOT NULL UNIQUE, loss_description text, loss_type text);
CREATE TABLE claimants (claimant_id integer PRIMARY KEY, claimant_name text NOT NULL, claimant_kind text);
CREATE TABLE policy_transactions (transaction_day_id integer NOT NULL REFERENCES calendar, effective_day_id integer NOT NULL REFERENCES calendar, policy_id integer NOT NULL REFERENCES policies, coverage_id integer NOT NULL REFERENCES coverages, agent_id integer NOT NULL REFERENCES agents, transaction_amount numeric(14,2) NOT NULL);
CREATE TABLE claim_payments (payment_day_id integer NOT NULL REFERENCES calendar, claim_id integer NOT NULL REFERENCES claims, claimant_id integer NOT NULL REFERENCES claimants, policy_id integer NOT NULL REFERENCES policies, coverage_id integer NOT NULL REFERENCES coverages, check_number text, payment_amount numeric(14,2) NOT NULL, reserve_amount numeric(14,2));
CREATE TABLE premium_snapshots (snapshot_month_id integer NOT NULL, policy_id integer NOT NULL REFERENCES policies, coverage_id integer NOT NULL REFERENCES coverages, agent_id integer NOT NULL REFERENCES agents, written_premium numeric(14,2), earned_premium numeric(14,2), exposure_units integer, PRIMARY KEY (snapshot_month_id, policy_id, coverage_id));
