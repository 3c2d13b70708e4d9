import Link from 'next/link';

/** One agent or all of them; the choice lives in the address. */
export function AgentFilter({ agents, chosen }: { agents: readonly string[]; chosen: string | undefined }) {
  const all = chosen !== undefined && !agents.includes(chosen) ? [...agents, chosen] : agents;
  if (all.length < 2 && chosen === undefined) return null;
  return (
    <nav className="chips" aria-label="Agent">
      <Link href="/" className="chip" aria-current={chosen === undefined ? 'true' : undefined} scroll={false}>
        All agents
      </Link>
      {all.map((agent) => (
        <Link
          key={agent}
          href={`/?agent=${encodeURIComponent(agent)}`}
          className="chip"
          aria-current={agent === chosen ? 'true' : undefined}
          scroll={false}
        >
          {agent}
        </Link>
      ))}
    </nav>
  );
}
