-- The inference service's journal is emptied by what the ledger has read, in which incarnation of a topic, and what was gone
-- before it could be read: services may see that.
GRANT SELECT ON ledger.incarnation, ledger.ingest_offset, ledger.ingest_gap TO millrace_service;
