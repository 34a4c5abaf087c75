import * as v from 'valibot';

/** Where a portal shows what the script draws: nowhere, above each page, or in a corner that the customer opens. */
export const ScriptSlot = v.picklist(['none', 'notice', 'help']);
export type ScriptSlot = v.InferOutput<typeof ScriptSlot>;

/** Of a host that can stand in a policy as it is: no other sign ends one entry and begins another. */
export const plainHost = /^[a-z0-9](?:[a-z0-9.-]*[a-z0-9])?(?::\d{1,5})?$/;

const isOrigin = (text: string): boolean => {
  const url = URL.canParse(text) ? new URL(text) : undefined;
  return url?.protocol === 'https:' && url.origin === text && plainHost.test(url.host);
};

/** An origin that the script may ask: `https://chat.acme.example`. */
export const ScriptHost = v.pipe(
  v.string(),
  v.maxLength(255),
  v.check(isOrigin, 'expected an origin like https://chat.acme.example: https, nothing behind the name'),
);

/** The vendor's own script; `enabled: false` keeps it and runs it nowhere. */
export const CustomScript = v.strictObject({
  enabled: v.boolean(),
  /** Statements, the address of a file, or script tags, as docs/scripts.md says. 64 kB at most. */
  source: v.pipe(v.string(), v.maxLength(65_536)),
  /** Origins that it may send to and load from; none: it reaches nobody. */
  hosts: v.optional(v.pipe(v.array(ScriptHost), v.maxLength(20)), []),
  slot: v.optional(ScriptSlot, 'none'),
  /** It is told what an order costs, too. */
  amounts: v.optional(v.boolean(), false),
});
export type CustomScript = v.InferOutput<typeof CustomScript>;

export const scriptDefaults = {
  ...{ enabled: false, source: '', hosts: [], slot: 'none', amounts: false },
} satisfies CustomScript;

/** What portal documents carry of it. */
export interface PageScript {
  /** Address of the document in which it runs. */
  readonly src: string;
  readonly slot: ScriptSlot;
  readonly amounts: boolean;
}

/** GET /portal/v1/script. */
export const ScriptCustomer = v.object({
  /** Stands for whoever is signed in, at this portal alone; leads back to nobody. */
  customer: v.string(),
});
export type ScriptCustomer = v.InferOutput<typeof ScriptCustomer>;
