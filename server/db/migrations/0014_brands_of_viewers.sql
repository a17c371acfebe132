-- Whoever is made a client-viewer is one of a brand that is there. Sign-in sees which brands the tenant of its transaction
-- has, and nothing of what they are.
GRANT SELECT (tenant_id, id, deleted_at) ON brands TO dossier_auth;
