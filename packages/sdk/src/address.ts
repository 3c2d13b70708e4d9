import { AntiphonError } from './errors.ts';

export const DEFAULT_URL = 'http://127.0.0.1:4700';

/**
 * The agent socket of a server.
 *
 * @param url http, https, ws or wss; with or without a path in front of the server, with or without `/client`
 * @throws INVALID_URL
 */
export function socketUrl(url: string): string {
  if (!/^(https?|wss?):\/\/[^/]/i.test(url) || !URL.canParse(url) || /[?#]/.test(url)) {
    const message = `"${withoutPassword(url)}" is no server's address. Write it as in ${DEFAULT_URL}, without "?" and "#".`;
    throw new AntiphonError('INVALID_URL', message);
  }
  const base = url.replace(/^http/i, 'ws').replace(/\/+$/, '');
  return base.endsWith('/client') ? base : `${base}/client`;
}

/** An address as messages may repeat it: the name and password in front of its host, which a proxy may ask for, are left out. */
export function withoutPassword(url: string): string {
  return url.replace(/\/\/[^/?#]*@/, '//');
}

/** An agent's id as the server writes it. Source: wire.md §2.1. */
export function slugOf(agentId: string): string {
  return agentId
    .trim()
    .toLowerCase()
    .replace(/[_\s]+/g, '-')
    .replace(/[^a-z0-9-]/g, '')
    .replace(/-+/g, '-')
    .replace(/^-|-$/g, '');
}

/** Whether the server's `agent_id` means this agent: as given, after the organisation's `org:`, or by slug. */
export function isAgentId(fromServer: string, agentId: string): boolean {
  if (fromServer === agentId) return true;
  const own = fromServer.slice(fromServer.lastIndexOf(':') + 1);
  return own === agentId || slugOf(own) === slugOf(agentId);
}
