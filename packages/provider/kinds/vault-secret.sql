-- The secret with the name $1.
select s.id, s.description, s.decrypted_secret as value
from vault.decrypted_secrets as s
where s.name = $1
order by s.created_at, s.id
limit 1;
