import { serviceFor } from '../vat-ids.ts';
import { type HmrcOptions, hmrcService } from './hmrc.ts';
import { type Asked, NoVatAnswer, type VatAnswer, type VatService } from './vat-answer.ts';
import { viesService } from './vies.ts';

export interface VatServices {
  /** Name of the service that knows this id; `null`: none is asked. */
  serviceOf(id: Asked): 'vies' | 'hmrc' | null;
  /** @throws NoVatAnswer at once while a country's register is known not to answer */
  ask(id: Asked, requester: Asked | null, timeoutMs: number): Promise<VatAnswer>;
}

export interface VatServiceOptions {
  /** Address of the VIES REST API; `null`: it is not asked. */
  readonly vies: string | null;
  /** HMRC tells only who registered with it. */
  readonly hmrc: HmrcOptions | null;
  /** Services on this machine may be asked without TLS: stand-ins. */
  readonly loopback: boolean;
}

/** So long a register that did not answer is not asked again by this process: whoever types waits once and not each time. */
const restMs = 60_000;

export function vatServices({ vies, hmrc, loopback }: VatServiceOptions): VatServices {
  const services: Readonly<Record<'vies' | 'hmrc', VatService | null>> = {
    vies: vies === null ? null : viesService(vies, loopback),
    hmrc: hmrc && hmrcService(hmrc, loopback),
  };
  /** By the letters of the id: one country's register being down says nothing about the others. */
  const resting = new Map<string, number>();
  return {
    serviceOf({ prefix }) {
      const name = serviceFor(prefix);
      return name && services[name] ? name : null;
    },
    async ask(id, requester, timeoutMs) {
      const name = serviceFor(id.prefix);
      const service = name && services[name];
      if (!service) throw new NoVatAnswer('none');
      if ((resting.get(id.prefix) ?? 0) > performance.now()) throw new NoVatAnswer('resting');
      // A service names the one who asks by an id of its own kind.
      const ours = requester && serviceFor(requester.prefix) === name ? requester : null;
      try {
        return await service.ask(id, ours, timeoutMs);
      } catch (error) {
        if (error instanceof NoVatAnswer) resting.set(id.prefix, performance.now() + restMs);
        throw error;
      }
    },
  };
}
