-- People call a tenant what its workspace is called, and whoever runs it may change that. `tenants.name` stays as it was made:
-- it is what the operator calls it, on the command line and in the configuration, where nobody else can change it.

GRANT SELECT (tenant_id, name) ON workspace TO dossier_auth;
CREATE POLICY sign_in ON workspace FOR SELECT TO dossier_auth USING (true);

-- What was read of somebody's sign-in names their tenant: it is read again.
CREATE FUNCTION note_workspace_name() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
  PERFORM set_config('app.tenant', NEW.tenant_id::text, true);
  PERFORM pg_advisory_xact_lock(7237970109966541825);  -- as note_identity_event()
  INSERT INTO identity_events (id, account_id, at)
  SELECT nextval('identity_event_id'), id, clock_timestamp() FROM users WHERE tenant_id = NEW.tenant_id;
  RETURN NULL;
END $$;
REVOKE ALL ON FUNCTION note_workspace_name FROM PUBLIC;

CREATE CONSTRAINT TRIGGER name_changes AFTER UPDATE OF name ON workspace
  DEFERRABLE INITIALLY DEFERRED FOR EACH ROW WHEN (OLD.name IS DISTINCT FROM NEW.name)
  EXECUTE FUNCTION note_workspace_name();
