/** One step of the schema. Steps only go forward: a released one is never edited, a new one is added. */
export interface Migration {
  version: number;
  statements: readonly string[];
}

/** Identifiers stay clear of SQL's words where they can; `order` is the event's own name for it and is quoted. */
export const migrations: readonly Migration[] = [
  {
    version: 1,
    statements: [
      `create table orgs (
        org_id text primary key,
        name text not null,
        created_at integer not null
      ) strict`,
      `create table keys (
        org_id text not null references orgs (org_id),
        name text not null,
        hash text not null unique,
        created_at integer not null,
        primary key (org_id, name)
      ) strict`,
      `create table calls (
        org_id text not null,
        id text not null,
        agent_id text not null,
        caller text not null,
        callee text not null,
        direction text not null,
        transport text not null,
        metadata text not null,
        status text not null,
        started_at integer not null,
        ended_at integer,
        duration integer,
        reason text,
        messages text not null,
        primary key (org_id, id)
      ) strict`,
      'create index calls_by_start on calls (org_id, started_at, id)',
      "create index calls_active on calls (status) where status = 'active'",
      `create table events (
        position integer primary key autoincrement,
        org_id text not null,
        call_id text,
        agent_id text not null,
        seq integer,
        "order" integer not null,
        name text not null,
        at real not null,
        ts real not null,
        in_sample integer not null,
        out_sample integer not null,
        data text not null
      ) strict`,
      'create unique index events_by_call on events (org_id, call_id, seq)',
    ],
  },
];

/** The schema that this version writes. */
export const schemaVersion = migrations.at(-1)?.version ?? 0;
