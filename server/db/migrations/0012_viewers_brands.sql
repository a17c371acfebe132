-- Whose viewer a client-viewer is. Nobody else has a brand; a viewer without one sees nothing.
ALTER TABLE memberships ADD COLUMN brand_id uuid,
  ADD CONSTRAINT memberships_brand_id_fkey FOREIGN KEY (tenant_id, brand_id) REFERENCES brands (tenant_id, id);
GRANT UPDATE (brand_id) ON memberships TO dossier_auth;
