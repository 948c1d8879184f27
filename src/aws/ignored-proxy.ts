import { BlockList, isIP } from 'node:net';
import type { Endpoint } from './open-socket.ts';

/** Variables of a process. */
export type Environment = Readonly<Record<string, string | undefined>>;

/** A proxy that other programs would send through, and neither the AWS SDK for JavaScript nor this tool does. */
export interface IgnoredProxy {
  /** The variable that names it. Its value may hold a password, and is told nobody. */
  readonly variable: string;
  readonly endpoint: Endpoint;
}

/** Small letters first, as curl and Node.js read them. */
const proxyVariables = (secure: boolean): readonly string[] =>
  secure
    ? ['https_proxy', 'HTTPS_PROXY', 'all_proxy', 'ALL_PROXY']
    : ['http_proxy', 'HTTP_PROXY', 'all_proxy', 'ALL_PROXY'];

const isSet = (value: string | undefined): value is string => value !== undefined && value.trim() !== '';

const familyOf = (host: string): 'ipv4' | 'ipv6' => (isIP(host) === 6 ? 'ipv6' : 'ipv4');

const isLoopback = (host: string): boolean =>
  host === 'localhost' || host.endsWith('.localhost') || host === '::1' || /^127(?:\.\d+){3}$/.test(host);

/** Whether an address lies in `network/bits`; false for what is no such thing. */
function isWithin(host: string, entry: string): boolean {
  const [network = '', bits = ''] = entry.split('/');
  if (isIP(host) === 0 || isIP(network) !== isIP(host) || !/^\d{1,3}$/.test(bits)) return false;
  const most = isIP(host) === 6 ? 128 : 32;
  if (Number(bits) > most) return false;
  const list = new BlockList();
  list.addSubnet(network, Number(bits), familyOf(network));
  return list.check(host, familyOf(host));
}

/** One entry of NO_PROXY: a name and those below it, an address, a network, each perhaps with a port. */
function exempts(entry: string, { host, port }: Endpoint): boolean {
  if (entry === '*') return true;
  const withPort = /^(.*[^:\]]|\[.*\]):(\d+)$/.exec(entry);
  const [, before = '', ownPort = ''] = withPort ?? [];
  // Colons without brackets are of an IPv6 address, and so is what looks like a port.
  const split = withPort !== null && isIP(entry) === 0;
  if (split && Number(ownPort) !== port) return false;
  const name = (split ? before : entry)
    .replace(/^\[(.*)\]$/, '$1')
    .replace(/^\*?\./, '')
    .toLowerCase();
  return name !== '' && (host === name || host.endsWith(`.${name}`) || isWithin(host, name));
}

/**
 * The proxy that the environment names for an endpoint, unless NO_PROXY takes the endpoint out. To this machine nobody
 * means to go through a proxy.
 * @see https://docs.aws.amazon.com/sdk-for-javascript/v3/developer-guide/node-configuring-proxies.html the SDK takes a
 * proxy from code only
 * @see https://curl.se/docs/manpage.html `--noproxy`, for what NO_PROXY means
 */
export function ignoredProxy(env: Environment, endpoint: Endpoint): IgnoredProxy | null {
  const host = endpoint.host.toLowerCase();
  if (isLoopback(host)) return null;
  const variable = proxyVariables(endpoint.secure).find((name) => isSet(env[name]));
  if (variable === undefined) return null;
  const noProxy = [env.no_proxy, env.NO_PROXY].find(isSet) ?? '';
  const isExempt = noProxy
    .split(/[\s,]+/)
    .some((entry) => entry !== '' && exempts(entry, { ...endpoint, host }));
  return isExempt ? null : { variable, endpoint };
}

const onTheWay = new WeakMap<object, IgnoredProxy>();

/** Notes with what a call threw that a proxy was not used on its way. */
export function noteProxy(error: unknown, proxy: IgnoredProxy | null): void {
  if (proxy !== null && typeof error === 'object' && error !== null) onTheWay.set(error, proxy);
}

/** What {@link noteProxy} noted. */
export const proxyOnTheWay = (error: unknown): IgnoredProxy | null =>
  typeof error === 'object' && error !== null ? (onTheWay.get(error) ?? null) : null;

/** For a run whose requests got there without it. */
export const proxyNote = ({ variable, endpoint: { host } }: IgnoredProxy) => ({
  code: 'proxy-ignored',
  message: `${variable} is set and was not used: the AWS SDK takes no proxy from the environment, and behind one connections could not be opened all the way before the release. Requests went straight to ${host}. If that is meant, add ${host} to NO_PROXY.`,
});

/** For what could not be reached, perhaps for want of it. */
export const proxyHint = ({ variable, endpoint: { host, port } }: IgnoredProxy): string =>
  `${variable} is set, but neither the AWS SDK nor lambda-fanout sends through a proxy: run this where ${host}:${port} can be reached straight, for instance in the VPC with an interface endpoint for Lambda.`;
