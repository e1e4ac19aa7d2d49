-- Nothing is a star here: an application in which people write to each other.
CREATE TABLE accounts (id uuid PRIMARY KEY DEFAULT gen_random_uuid(), name text NOT NULL, plan text NOT NULL, created_at timestamptz NOT NULL DEFAULT now());
CREATE TABLE users (id uuid PRIMARY KEY DEFAULT gen_random_uuid(), account_id uuid NOT NULL REFERENCES accounts, email text NOT NULL UNIQUE, display_name text, password_hash text NOT NULL, created_at timestamptz NOT NULL DEFAULT now());
CREATE TABLE teams (id uuid PRIMARY KEY DEFAULT gen_random_uuid(), account_id uuid NOT NULL REFERENCES accounts, name text NOT NULL);
CREATE TABLE team_members (team_id uuid NOT NULL REFERENCES teams, user_id uuid NOT NULL REFERENCES users, role text NOT NULL, PRIMARY KEY (team_id, user_id));
CREATE TABLE tickets (id uuid PRIMARY KEY DEFAULT gen_random_uuid(), account_id uuid NOT NULL REFERENCES accounts, requester_id uuid NOT NULL REFERENCES users, assignee_id uuid REFERENCES users, team_id uuid REFERENCES teams, subject text NOT NULL, status text NOT NULL, priority integer NOT NULL, updated_at timestamptz);
CREATE TABLE messages (id uuid PRIMARY KEY DEFAULT gen_random_uuid(), ticket_id uuid NOT NULL REFERENCES tickets, author_id uuid NOT NULL REFERENCES users, body text NOT NULL, sent_at timestamptz NOT NULL);
CREATE TABLE attachments (id uuid PRIMARY KEY DEFAULT gen_random_uuid(), message_id uuid NOT NULL REFERENCES messages, file_name text NOT NULL, content_type text, byte_size bigint NOT NULL);
CREATE TABLE tags (id uuid PRIMARY KEY DEFAULT gen_random_uuid(), account_id uuid NOT NULL REFERENCES accounts, name text NOT NULL);
CREATE TABLE ticket_tags (ticket_id uuid NOT NULL REFERENCES tickets, tag_id uuid NOT NULL REFERENCES tags, PRIMARY KEY (ticket_id, tag_id));
CREATE TABLE sessions (id uuid PRIMARY KEY DEFAULT gen_random_uuid(), user_id uuid NOT NULL REFERENCES users, token text NOT NULL, expires_at timestamptz NOT NULL);
CREATE TABLE audit_events (id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY, account_id uuid NOT NULL REFERENCES accounts, actor_id uuid REFERENCES users, action text NOT NULL, payload jsonb, created_at timestamptz NOT NULL DEFAULT now());
