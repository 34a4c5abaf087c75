/** What `signPortalToken` takes beside the key. Everything optional is left out of the token when it is absent. */
export interface PortalTokenOptions {
  /** The vendor's id in Portico, as the console shows it under "Signing keys". */
  readonly vendorId: string;
  /** The portal's own address: `https://account.acme.example/p/acme`. */
  readonly portalAddress: string;
  /** Portico's id (`cus_…`), or `ext:` and your own id of the customer: `ext:4471-0925`. */
  readonly customerId: string;
  /** Which person of the customer is signed in: `con_…`, `ext:` and your own id, or the e-mail address. */
  readonly contact?: string | undefined;
  /** Narrows the portal to one thing. */
  readonly subject?:
    | { readonly type: 'contract' | 'location' | 'installation' | 'licence'; readonly id: string }
    | undefined;
  /** Narrows the portal to these panels: `['contracts']`. */
  readonly panels?: readonly string[] | undefined;
  readonly readOnly?: boolean | undefined;
  /** `en`, `de`, `nl`, `fr`; without it the customer's own language. */
  readonly language?: string | undefined;
  /** `launch` (default): handed over by your page, works once, 300 seconds at most. `link`: for a mailed link. */
  readonly use?: 'launch' | 'link' | undefined;
  /** For `link`: refuse the second use. */
  readonly oneUse?: boolean | undefined;
  /** 1 to 300 for `launch`, default 120; 1 to 604,800 for `link`, default 3,600. */
  readonly lifetimeSeconds?: number | undefined;
  /** Ties the token to the page it is handed to: `https://www.acme.example`. */
  readonly origin?: string | undefined;
  /** Data of a first visit, used where the portal makes customers of unknown `ext:` ids. */
  readonly name?: string | undefined;
  readonly email?: string | undefined;
  readonly company?: string | undefined;
  /** ISO 3166-1 alpha-2: `DE`. */
  readonly country?: string | undefined;
}

/** An option that cannot work, named: `option` is its name, `message` says what it should have been. */
export class PortalTokenError extends Error {
  override readonly name = 'PortalTokenError';
  readonly option: string;

  constructor(option: string, message: string) {
    super(`signPortalToken: ${option} ${message}`);
    this.option = option;
  }
}

const maxLifetime = { launch: 300, link: 604_800 } as const;
const defaultLifetime = { launch: 120, link: 3_600 } as const;

const check = (holds: boolean, option: string, message: string): void => {
  if (!holds) throw new PortalTokenError(option, message);
};

const isText = (value: unknown, max: number): value is string =>
  typeof value === 'string' && value.length > 0 && value.length <= max;

function checkAddress(address: unknown): void {
  const wanted = 'must be the address of the portal, like https://account.acme.example/p/acme';
  check(isText(address, 500) && URL.canParse(address), 'portalAddress', wanted);
  const { protocol, pathname, search, hash } = new URL(address as string);
  check(
    /^https?:$/.test(protocol) && /^\/p\/[a-z0-9-]+$/.test(pathname) && !search && !hash,
    'portalAddress',
    wanted,
  );
}

function lifetimeOf(options: PortalTokenOptions, use: 'launch' | 'link'): number {
  const seconds = options.lifetimeSeconds ?? defaultLifetime[use];
  check(
    Number.isInteger(seconds) && seconds >= 1 && seconds <= maxLifetime[use],
    'lifetimeSeconds',
    `must be a whole number from 1 to ${maxLifetime[use]} for use "${use}"`,
  );
  return seconds;
}

/** The payload of a portal token; `nowSeconds` since 1970, `id` unique with at least 128 bits of chance. */
export function portalClaims(options: PortalTokenOptions, nowSeconds: number, id: string): object {
  const { vendorId, portalAddress, customerId, contact, subject, panels, readOnly, language, origin } =
    options;
  const use = options.use ?? 'launch';
  check(isText(vendorId, 128), 'vendorId', "must be your vendor's id in Portico");
  checkAddress(portalAddress);
  check(
    isText(customerId, 132) && /^(cus_|ext:.)/.test(customerId),
    'customerId',
    'must be an id like cus_01k…, or ext: and your own id, like ext:4471-0925',
  );
  check(use === 'launch' || use === 'link', 'use', 'must be "launch" or "link"');
  check(
    contact === undefined || isText(contact, 254),
    'contact',
    'must be an id, ext: and your own id, or an e-mail',
  );
  check(
    panels === undefined || panels.length > 0,
    'panels',
    'must name at least one panel, or be left out for all',
  );
  check(
    origin === undefined || URL.canParse(origin),
    'origin',
    'must be an origin like https://www.acme.example',
  );
  check(
    options.country === undefined || /^[A-Z]{2}$/.test(options.country),
    'country',
    'must be a code of two capitals like DE',
  );
  const { oneUse, name, email, company, country } = options;
  const claims = {
    iss: vendorId,
    aud: portalAddress,
    sub: customerId,
    iat: nowSeconds,
    exp: nowSeconds + lifetimeOf(options, use),
    jti: id,
    use,
    ...{ oneUse, contact, subject, panels, readOnly, language, origin },
    ...{ name, email, company, country },
  };
  return Object.fromEntries(Object.entries(claims).filter(([, value]) => value !== undefined));
}
