-- A university: registrations and attendance without numbers, grades and tuition with them; terms and times of day beside dates.
-- fact: course_registrations class_attendance grade_results tuition_charges
-- dimension: dim_terms dim_dates dim_students dim_courses dim_instructors dim_rooms
-- outrigger: dim_departments
CREATE TABLE dim_terms (term_sk bigint PRIMARY KEY, term_name text NOT NULL, academic_year text, season text);
CREATE TABLE dim_dates (date_sk bigint PRIMARY KEY, date_value date, month_name text, month_number integer, year_number integer);
CREATE TABLE dim_departments (department_sk bigint PRIMARY KEY, department_name text, college text);
CREATE TABLE dim_students (student_sk bigint PRIMARY KEY, student_number text NOT NULL, student_name text, major text, row_effective_date date, row_expiration_date date, current_row_indicator text);
CREATE TABLE dim_courses (course_sk bigint PRIMARY KEY, course_code text, course_title text, level text, department_sk bigint REFERENCES dim_departments);
CREATE TABLE dim_instructors (instructor_sk bigint PRIMARY KEY, instructor_name text, rank text, department_sk bigint REFERENCES dim_departments);
CREATE TABLE dim_rooms (room_sk bigint PRIMARY KEY, building text, room_number text, seats_class text);
CREATE TABLE course_registrations (term_sk bigint NOT NULL REFERENCES dim_terms, registration_date_sk bigint NOT NULL REFERENCES dim_dates, student_sk bigint NOT NULL REFERENCES dim_students, course_sk bigint NOT NULL REFERENCES dim_courses, instructor_sk bigint REFERENCES dim_instructors);
CREATE TABLE class_attendance (date_sk bigint NOT NULL REFERENCES dim_dates, student_sk bigint NOT NULL REFERENCES dim_students, course_sk bigint NOT NULL REFERENCES dim_courses, room_sk bigint NOT NULL REFERENCES dim_rooms);
CREATE TABLE grade_results (term_sk bigint NOT NULL REFERENCES dim_terms, student_sk bigint NOT NULL REFERENCES dim_students, course_sk bigint NOT NULL REFERENCES dim_courses, grade_points numeric(4,2), credits_earned numeric(4,1));
CREATE TABLE tuition_charges (posting_date_sk bigint NOT NULL REFERENCES dim_dates, due_date_sk bigint REFERENCES dim_dates, student_sk bigint NOT NULL REFERENCES dim_students, term_sk bigint NOT NULL REFERENCES dim_terms, tuition_amount numeric(10,2), fee_amount numeric(10,2));
