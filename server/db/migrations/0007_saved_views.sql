-- Views of lists that somebody wants to see again.

CREATE TABLE saved_views (
  tenant_id    uuid NOT NULL REFERENCES tenants,
  id           uuid NOT NULL,
  version      bigint NOT NULL CHECK (version >= 1),
  name         text NOT NULL,
  name_key     text COLLATE "C" NOT NULL,
  resource     text NOT NULL,
  resource_key text COLLATE "C" NOT NULL,
  filter       text NOT NULL,
  q            text,
  order_by     text NOT NULL,
  columns      text[] NOT NULL DEFAULT '{}',
  density      text NOT NULL CHECK (density IN ('compact', 'normal', 'comfortable')),
  visibility   text NOT NULL CHECK (visibility IN ('private', 'shared')),
  pinned       boolean NOT NULL,
  created_at   timestamptz NOT NULL,
  updated_at   timestamptz NOT NULL,
  created_by   uuid NOT NULL,
  updated_by   uuid NOT NULL,
  deleted_at   timestamptz,
  PRIMARY KEY (tenant_id, id)
);
CREATE INDEX saved_views_by_name ON saved_views (tenant_id, name_key, id) WHERE deleted_at IS NULL;
CREATE INDEX saved_views_by_created ON saved_views (tenant_id, created_at, id) WHERE deleted_at IS NULL;
CALL index_deleted('saved_views', 'name_key');
CALL index_deleted('saved_views', 'created_at');
CALL index_key('saved_views', 'resource_key');
CALL index_key('saved_views', 'visibility');
CALL index_key('saved_views', 'pinned');
CALL index_key('saved_views', 'created_by');
CALL protect_table('saved_views');
GRANT SELECT, INSERT, UPDATE ON saved_views TO dossier_app;
CALL make_searchable('saved_views');
CALL keep_recency('saved_views');
