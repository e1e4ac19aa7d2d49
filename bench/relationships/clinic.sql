-- A clinic: treatments with a group of diagnoses behind a bridge, stays with several dates, and appointments as a fact without numbers.
-- fact: treatment_charges hospital_stays appointments
-- dimension: dates patients providers procedures wards diagnosis_groups payers
-- outrigger: specialties
-- bridge: diagnosis_group_members
CREATE TABLE dates (date_id integer PRIMARY KEY, day date NOT NULL, month integer, year integer, fiscal_quarter integer);
CREATE TABLE patients (patient_id uuid PRIMARY KEY, medical_record_number text NOT NULL, full_name text, birth_date date, effective_from timestamptz NOT NULL, effective_to timestamptz, current_flag boolean NOT NULL);
CREATE TABLE specialties (specialty_id integer PRIMARY KEY, specialty_name text NOT NULL, board text);
CREATE TABLE providers (provider_id uuid PRIMARY KEY, provider_name text NOT NULL, specialty_id integer NOT NULL REFERENCES specialties, npi text);
CREATE TABLE procedures (procedure_id integer PRIMARY KEY, procedure_code text NOT NULL, procedure_name text, body_system text);
CREATE TABLE wards (ward_id integer PRIMARY KEY, ward_name text NOT NULL, building text, floor text);
CREATE TABLE payers (payer_id integer PRIMARY KEY, payer_name text NOT NULL, payer_class text);
CREATE TABLE diagnoses (diagnosis_id integer PRIMARY KEY, icd_code text NOT NULL, diagnosis_name text, chapter text);
CREATE TABLE diagnosis_groups (diagnosis_group_id integer PRIMARY KEY, group_label text);
CREATE TABLE diagnosis_group_members (diagnosis_group_id integer NOT NULL REFERENCES diagnosis_groups, diagnosis_id integer NOT NULL REFERENCES diagnoses, weighting_factor numeric(5,4), PRIMARY KEY (diagnosis_group_id, diagnosis_id));
CREATE TABLE treatment_charges (service_date_id integer NOT NULL REFERENCES dates, patient_id uuid NOT NULL REFERENCES patients, provider_id uuid NOT NULL REFERENCES providers, procedure_id integer NOT NULL REFERENCES procedures, diagnosis_group_id integer NOT NULL REFERENCES diagnosis_groups, payer_id integer REFERENCES payers, units integer NOT NULL, charge_amount numeric(12,2) NOT NULL, allowed_amount numeric(12,2));
CREATE TABLE hospital_stays (admission_date_id integer NOT NULL REFERENCES dates, discharge_date_id integer REFERENCES dates, patient_id uuid NOT NULL REFERENCES patients, attending_provider_id uuid NOT NULL REFERENCES providers, ward_id integer NOT NULL REFERENCES wards, diagnosis_group_id integer REFERENCES diagnosis_groups, length_of_stay_days integer, total_cost numeric(14,2));
CREATE TABLE appointments (appointment_date_id integer NOT NULL REFERENCES dates, patient_id uuid NOT NULL REFERENCES patients, provider_id uuid NOT NULL REFERENCES providers, ward_id integer NOT NULL REFERENCES wards, PRIMARY KEY (appointment_date_id, patient_id, provider_id));
