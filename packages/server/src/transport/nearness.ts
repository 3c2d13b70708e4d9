import type { IncomingHttpHeaders } from 'node:http';

/** Headers that proxies, tunnels and content networks add to what they pass on; a request typed on this machine has none of them. */
const FORWARDING =
  /^(x-forwarded-.*|x-forwarded|forwarded|via|x-real-ip|x-client-ip|x-cluster-client-ip|true-client-ip|x-original-.*|cf-.*|cdn-loop|ngrok-.*|x-envoy-.*|x-amzn-.*|x-cloud-trace-context|fly-.*|tailscale-.*|x-azure-.*|x-vercel-.*|fastly-.*|x-arr-.*|x-appengine-.*)$/;

/** Whether a request came through a proxy or a tunnel, as its headers tell. */
export function wasForwarded(headers: IncomingHttpHeaders): boolean {
  return Object.keys(headers).some((name) => FORWARDING.test(name));
}

/** Whether a web page made the request: browsers name the page's origin on sockets and on forms that cross sites. */
export function cameFromPage(headers: IncomingHttpHeaders): boolean {
  return headers.origin !== undefined;
}

/** Whether an address or host name can only be reached from this machine. */
export function isLoopback(address: string | undefined): boolean {
  if (address === undefined) return false;
  const host = address
    .toLowerCase()
    .replace(/^\[|\]$/g, '')
    .replace(/^::ffff:/, '');
  return host === 'localhost' || host === '::1' || /^127(\.\d{1,3}){3}$/.test(host);
}
