import type { Generated } from 'kysely';
import { DummyDriver, Kysely, SqliteAdapter, SqliteIntrospector, SqliteQueryCompiler } from 'kysely';

/** The tables. Times are epoch ms; `at` is ms since the call began; samples are of the line rate; json columns hold text. */
export interface Tables {
  orgs: { org_id: string; name: string; created_at: number };
  keys: { org_id: string; name: string; hash: string; created_at: number };
  calls: {
    org_id: string;
    id: string;
    agent_id: string;
    caller: string;
    callee: string;
    direction: string;
    transport: string;
    metadata: string;
    status: string;
    started_at: number;
    ended_at: number | null;
    duration: number | null;
    reason: string | null;
    messages: string;
  };
  events: {
    /** The commit position: rises over all calls, never used twice. */
    position: Generated<number>;
    org_id: string;
    call_id: string | null;
    agent_id: string;
    seq: number | null;
    order: number;
    name: string;
    at: number;
    ts: number;
    in_sample: number;
    out_sample: number;
    data: string;
  };
}

/** Builds and compiles queries and never runs one: the engine's own thread does. */
export const sqliteQueries = new Kysely<Tables>({
  dialect: {
    createAdapter: () => new SqliteAdapter(),
    createDriver: () => new DummyDriver(),
    createIntrospector: (db) => new SqliteIntrospector(db),
    createQueryCompiler: () => new SqliteQueryCompiler(),
  },
});
