-- People may unlink themselves from a provider: what links them has an id to name it by, and may go.
ALTER TABLE account_identities ADD COLUMN id uuid NOT NULL DEFAULT gen_random_uuid() UNIQUE;
GRANT DELETE ON account_identities TO dossier_auth;
