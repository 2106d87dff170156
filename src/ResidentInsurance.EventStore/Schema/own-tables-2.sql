-- Only a change of master keys looked for persons by their key's version, and every new person paid for the index.
drop index if exists person_master_key;
