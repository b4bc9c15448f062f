/** What plpgsql_check, and with it `supabase db lint`, finds in a function of ours, and why it stays. */
export type Explained = { subject: string; finds: RegExp; they: string; why: string }

/** Each kind of finding, by the function and the message. */
export const explained: Explained[] = [
  {
    subject: 'functions that use extensions',
    finds: / error: relation "(cron|net|vault)\.\w+" does not exist$/,
    they: 'error: a relation of pg_cron, pg_net or Vault does not exist',
    why: 'the function asks, or has another one ask, whether the extension is there before it reads its table',
  },
  {
    subject: '`reads_as`',
    finds: /^reads_as error: function pg_input_is_valid\(text, text\) does not exist$/,
    they: 'error on Postgres 15: the function `pg_input_is_valid` does not exist',
    why: 'the function calls it from version 16 on only, and tries a cast before',
  },
  {
    subject: '`has_wrong_instant`',
    finds: /^has_wrong_instant performance: routine is marked as STABLE, should be IMMUTABLE$/,
    they: 'performance: should be immutable',
    why: 'it reads the time zone data, which change with the server',
  },
  {
    subject: '`compare_classes_of_all`',
    finds: /^compare_classes_of_all warning extra: never read variable "days"$/,
    they: 'warning: the variable `days` is never read',
    why: 'the function is one of two made from one text, and only the other reads the variable',
  },
  {
    subject: 'functions with dynamic statements',
    finds: /security: text type variable is not sanitized$/,
    they: 'security: a text variable is not sanitized',
    why: 'the statement is put together by `format` with `%I` and `%L`, from names in the catalogue or from what the catalogue prints, in a variable that it does not look into',
  },
  {
    subject: 'functions with dynamic statements',
    finds: /warning extra: OUT variable "\w+" is maybe unmodified$/,
    they: 'warning: a column of the result may not be set',
    why: 'the columns come from a dynamic statement, whose result it does not know, as it says itself',
  },
]
