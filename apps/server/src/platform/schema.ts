import { sql, type Tx } from './sql.ts'

/** The schemas that are ours. */
const ours = ['public', 'vault', 'door']

/** The schema as the catalogue has it: tables, constraints, indexes, functions and grants, in a fixed order. What `db/schema.sql` holds. */
export async function schemaOf(owner: Tx): Promise<string> {
  const [tables, indexes, functions, grants, columnGrants] = [
    await owner.query<{ name: string; columns: string; constraints: string | null }>(sql`
      select n.nspname || '.' || c.relname as name,
        (select string_agg(format('  %I %s%s%s', a.attname, format_type(a.atttypid, a.atttypmod),
            case a.attidentity when 'a' then ' generated always as identity' else coalesce(' default ' || pg_get_expr(d.adbin, d.adrelid), '') end,
            case when a.attnotnull then ' not null' else '' end), E',\n' order by a.attnum)
          from pg_attribute a left join pg_attrdef d on d.adrelid = a.attrelid and d.adnum = a.attnum
          where a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped) as columns,
        (select string_agg(format('  constraint %I %s', k.conname, pg_get_constraintdef(k.oid)), E',\n' order by k.contype, k.conname)
          from pg_constraint k where k.conrelid = c.oid and k.contype <> 'n') as constraints
      from pg_class c join pg_namespace n on n.oid = c.relnamespace
      where c.relkind in ('r', 'p') and n.nspname = any(${ours}::text[]) order by 1`),
    await owner.query<{ definition: string }>(sql`
      select pg_get_indexdef(i.indexrelid) as definition
      from pg_index i join pg_class c on c.oid = i.indrelid join pg_namespace n on n.oid = c.relnamespace
      where n.nspname = any(${ours}::text[]) and not exists (select from pg_constraint k where k.conindid = i.indexrelid) order by 1`),
    await owner.query<{ definition: string }>(sql`
      select pg_get_functiondef(p.oid) as definition from pg_proc p join pg_namespace n on n.oid = p.pronamespace
      where n.nspname = any(${ours}::text[]) order by p.proname, 1`),
    await owner.query<{ grant: string }>(sql`
      select format('grant %s on %s.%s to %s', string_agg(lower(privilege_type), ', ' order by privilege_type), table_schema, table_name, grantee) as grant
      from information_schema.role_table_grants
      where table_schema = any(${ours}::text[]) and grantee like 'shaoying\\_%' and grantee <> current_user
      group by table_schema, table_name, grantee order by table_schema, table_name, grantee`),
    await owner.query<{ grant: string }>(sql`
      select format('grant %s (%s) on %s.%s to %s', lower(p.privilege_type), string_agg(p.column_name, ', ' order by p.column_name), p.table_schema, p.table_name, p.grantee) as grant
      from information_schema.role_column_grants p
      where p.table_schema = any(${ours}::text[]) and p.grantee like 'shaoying\\_%' and p.grantee <> current_user
        and not exists (select from information_schema.role_table_grants t where t.table_schema = p.table_schema and t.table_name = p.table_name
          and t.grantee = p.grantee and t.privilege_type = p.privilege_type)
      group by p.table_schema, p.table_name, p.grantee, p.privilege_type order by p.table_schema, p.table_name, p.grantee, p.privilege_type`),
  ]
  const bodies = tables.map(({ name, columns, constraints }) => `create table ${name} (\n${[columns, constraints].filter(Boolean).join(',\n')}\n);\n`)
  return [
    '-- Read off the catalogue of a migrated database; do not edit. Written anew by `npx vitest run apps/server/src/platform/schema.test.ts --update`.\n',
    ...bodies,
    lines(indexes.map(({ definition }) => definition)),
    ...functions.map(({ definition }) => `${definition.trimEnd()};\n`),
    lines(grants.map(({ grant }) => grant)),
    lines(columnGrants.map(({ grant }) => grant)),
  ].join('\n')
}

const lines = (statements: readonly string[]): string => statements.map((statement) => `${statement};\n`).join('')
