-- People who sign in by a provider (OpenID Connect).

-- Who somebody is at an issuer: a subject of it is one account's for ever, and an account is one subject's at most there, so
-- that an address which the issuer gives to another person does not let that person in.
CREATE TABLE account_identities (
  issuer       text COLLATE "C" NOT NULL CHECK (length(issuer) BETWEEN 1 AND 2048),
  subject      text COLLATE "C" NOT NULL CHECK (length(subject) BETWEEN 1 AND 255),
  account_id   uuid NOT NULL REFERENCES accounts,
  created_at   timestamptz NOT NULL,
  last_used_at timestamptz NOT NULL,
  PRIMARY KEY (issuer, subject),
  UNIQUE (account_id, issuer)
);
CALL protect_sign_in_table('account_identities');
GRANT SELECT, INSERT ON account_identities TO dossier_auth;
GRANT UPDATE (last_used_at) ON account_identities TO dossier_auth;

-- Sign-ins that came back from a provider. Each does so once, on whichever server; kept until it would be too old anyway.
CREATE TABLE used_sign_in_states (
  state_hash bytea PRIMARY KEY,   -- SHA-256
  expires_at timestamptz NOT NULL
);
CREATE INDEX used_sign_in_states_by_end ON used_sign_in_states (expires_at);
CALL protect_sign_in_table('used_sign_in_states');
GRANT SELECT, INSERT, DELETE ON used_sign_in_states TO dossier_auth;

-- A provider vouches for people to the tenant that it belongs to, and to no other: such a session does not leave it.
ALTER TABLE sessions ADD COLUMN tenant_only boolean NOT NULL DEFAULT false;
