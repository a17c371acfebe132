-- What a tenant decides for everybody in it: one row a tenant, whose id is the tenant's, there as soon as the tenant is.

CREATE TABLE workspace (
  tenant_id     uuid NOT NULL REFERENCES tenants,
  id            uuid NOT NULL CHECK (id = tenant_id),
  version       bigint NOT NULL DEFAULT 1 CHECK (version >= 1),
  name          text NOT NULL,
  number_format text NOT NULL DEFAULT 'comma_point'
    CHECK (number_format IN ('comma_point', 'point_comma', 'space_comma', 'apostrophe_point')),
  date_format   text NOT NULL DEFAULT 'day_month_year'
    CHECK (date_format IN ('day_month_year', 'month_day_year', 'iso', 'day_dot_month')),
  created_at    timestamptz NOT NULL DEFAULT now(),
  updated_at    timestamptz NOT NULL DEFAULT now(),
  created_by    uuid NOT NULL DEFAULT '00000000-0000-0000-0000-000000000000',  -- nobody: it came with the tenant
  updated_by    uuid NOT NULL DEFAULT '00000000-0000-0000-0000-000000000000',
  deleted_at    timestamptz CHECK (deleted_at IS NULL),
  PRIMARY KEY (tenant_id, id)
);

-- The walls bind the owner, too; not while every tenant that is there gets its own.
ALTER TABLE tenants NO FORCE ROW LEVEL SECURITY;
INSERT INTO workspace (tenant_id, id, name) SELECT tenant_id, tenant_id, name FROM tenants;
ALTER TABLE tenants FORCE ROW LEVEL SECURITY;

CREATE INDEX workspace_by_created ON workspace (tenant_id, created_at, id) WHERE deleted_at IS NULL;
CALL protect_table('workspace');
GRANT SELECT, UPDATE ON workspace TO dossier_app;
CALL keep_recency('workspace');

CREATE FUNCTION workspace_of_tenant() RETURNS trigger LANGUAGE plpgsql SET search_path = public, pg_temp AS $$
BEGIN
  INSERT INTO workspace (tenant_id, id, name) VALUES (NEW.tenant_id, NEW.tenant_id, NEW.name);
  RETURN NULL;
END $$;
REVOKE ALL ON FUNCTION workspace_of_tenant FROM PUBLIC;
CREATE TRIGGER workspace_of_tenant AFTER INSERT ON tenants FOR EACH ROW EXECUTE FUNCTION workspace_of_tenant();
