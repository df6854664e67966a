DROP TABLE id_keys;
