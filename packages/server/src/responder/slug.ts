/**
 * The form an agent's id takes everywhere inside the server and on frames we send: lower case, digits, single hyphens.
 *
 * @param agentId as the agent's author typed it, e.g. `"My Agent"`
 * @returns e.g. `"my-agent"`; `""` when nothing of the id survives    Source: wire.md §2.1
 */
export function slugOf(agentId: string): string {
  return agentId
    .trim()
    .toLowerCase()
    .replace(/[_\s]+/g, '-')
    .replace(/[^a-z0-9-]/g, '')
    .replace(/-+/g, '-')
    .replace(/^-|-$/g, '');
}
