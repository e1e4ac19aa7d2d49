-- Nothing is a star here: pages, their versions and who may read them.
CREATE TABLE people (id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY, full_name text NOT NULL, email text NOT NULL UNIQUE);
CREATE TABLE spaces (id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY, title text NOT NULL, owner_id bigint NOT NULL REFERENCES people, archived_at timestamptz);
CREATE TABLE pages (id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY, space_id bigint NOT NULL REFERENCES spaces, parent_page_id bigint REFERENCES pages, title text NOT NULL, created_by bigint NOT NULL REFERENCES people, deleted_at timestamptz);
CREATE TABLE page_versions (id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY, page_id bigint NOT NULL REFERENCES pages, version integer NOT NULL, editor_id bigint NOT NULL REFERENCES people, content text NOT NULL, created_at timestamptz NOT NULL);
CREATE TABLE permissions (id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY, space_id bigint NOT NULL REFERENCES spaces, person_id bigint NOT NULL REFERENCES people, level text NOT NULL);
CREATE TABLE comments (id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY, page_id bigint NOT NULL REFERENCES pages, author_id bigint NOT NULL REFERENCES people, parent_comment_id bigint REFERENCES comments, body text NOT NULL);
CREATE TABLE watches (page_id bigint NOT NULL REFERENCES pages, person_id bigint NOT NULL REFERENCES people, PRIMARY KEY (page_id, person_id));
