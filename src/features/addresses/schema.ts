import * as v from 'valibot';
import { idOf } from '../../kit/common/id.ts';

export const AddressId = idOf('pad');

/** Seconds for which a record may be remembered: a mistake is gone after five minutes. */
export const recordTtl = 300;

/** What the name system was found to say, beside what it should. */
export const AddressFinding = v.variant('code', [
  /** There is no record of this name. */
  v.object({ code: v.literal('missing') }),
  /** It names addresses of machines (A, AAAA) where it should name ours. */
  v.object({ code: v.literal('address'), found: v.array(v.string()) }),
  /** The name is a domain itself, which can hold no CNAME: a name below it is needed, like `account.`. */
  v.object({ code: v.literal('apex'), found: v.array(v.string()) }),
  /** A proxy stands in front (the orange cloud): its addresses are shown in place of the record. */
  v.object({ code: v.literal('proxied'), found: v.array(v.string()) }),
  /** The CNAME leads somewhere else. */
  v.object({ code: v.literal('wrong-target'), found: v.array(v.string()) }),
  /** The TXT record that proves whose name it is is not there, or says something else. */
  v.object({ code: v.literal('proof'), found: v.array(v.string()) }),
  /** The name servers gave no answer: nothing is known either way. */
  v.object({ code: v.literal('unanswered') }),
  /** The name leads here, and there is no certificate for it yet, or none that a browser takes. */
  v.object({
    code: v.literal('certificate'),
    reason: v.picklist(['connection', 'untrusted', 'expired', 'name']),
  }),
]);
export type AddressFinding = v.InferOutput<typeof AddressFinding>;

/**
 * `pending`: the records are not there yet. `issuing`: they are; the certificate is on its way. `issued`: it opens.
 * `broken`: it was right once, and its records lead elsewhere now.
 */
export const AddressState = v.picklist(['pending', 'issuing', 'issued', 'broken']);
export type AddressState = v.InferOutput<typeof AddressState>;

const Record = v.object({
  type: v.picklist(['CNAME', 'TXT']),
  name: v.string(),
  value: v.string(),
  /** Seconds. */
  ttl: v.number(),
});

/** A name of the vendor's own under which customers reach one portal. */
export const PortalAddress = v.object({
  id: AddressId,
  portalId: idOf('por'),
  /** `account.acme.example`. */
  host: v.string(),
  /** Where the portal opens under it. */
  url: v.string(),
  state: AddressState,
  /** Stands in links, mails and documents of this portal. */
  isMain: v.boolean(),
  /** What to enter at whoever keeps the domain, exactly. */
  records: v.array(Record),
  /** What keeps it from opening; none: nothing. */
  findings: v.array(AddressFinding),
  /** The last moment of the certificate; `null`: there is none, or the service is not asked by https. */
  certificateUntil: v.nullable(v.string()),
  checkedAt: v.nullable(v.string()),
  createdAt: v.string(),
});
export type PortalAddress = v.InferOutput<typeof PortalAddress>;

export const NewAddress = v.strictObject({
  host: v.pipe(v.string(), v.trim(), v.minLength(1), v.maxLength(300)),
});
export const AddressChange = v.strictObject({ isMain: v.literal(true) });
