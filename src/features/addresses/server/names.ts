import { Resolver } from 'node:dns/promises';
import type { Heard } from './rules.ts';

/** More links than a chain of names has that anybody means. */
const longest = 8;
const absent: ReadonlySet<unknown> = new Set(['ENODATA', 'ENOTFOUND']);

/** `[]`: there is no such record; `undefined`: nobody answered. */
async function ask<Record>(question: Promise<Record[]>): Promise<Record[] | undefined> {
  try {
    return await question;
  } catch (error) {
    return absent.has((error as { code?: string }).code) ? [] : undefined;
  }
}

/** What the name system says of a name now, from the given servers (`127.0.0.1:5353`), else from those of this machine. */
export async function hear(
  host: string,
  proofName: string,
  servers: readonly string[] | undefined,
): Promise<Heard> {
  const resolver = new Resolver({ timeout: 2_000, tries: 2 });
  if (servers && servers.length > 0) resolver.setServers(servers);
  const [chain, proofs] = await Promise.all([chainOf(resolver, host), ask(resolver.resolveTxt(proofName))]);
  const texts = proofs?.map((parts) => parts.join(''));
  if (chain === undefined || chain.length > 0) return { chain, proofs: texts, addresses: [], apex: false };
  const [four, six, zone] = await Promise.all([
    ask(resolver.resolve4(host)),
    ask(resolver.resolve6(host)),
    ask(resolver.resolveSoa(host).then((soa) => [soa])),
  ]);
  return {
    chain,
    proofs: texts,
    addresses: four && six && [...four, ...six],
    apex: zone && zone.length > 0,
  };
}

async function chainOf(resolver: Resolver, host: string): Promise<string[] | undefined> {
  const chain: string[] = [];
  for (let name = host; chain.length < longest; ) {
    const found = await ask(resolver.resolveCname(name));
    if (found === undefined) return undefined;
    const [next] = found;
    if (next === undefined || chain.includes(next)) return chain;
    name = next.toLowerCase().replace(/\.$/, '');
    chain.push(name);
  }
  return chain;
}
