DROP TABLE login_keys;
