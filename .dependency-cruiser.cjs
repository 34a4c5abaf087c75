// Import directions of the house: apps → features → kit, bridge beside, embed knows only the bridge.
// `npm test` reads the result as JSON and is red when fewer than 51 modules were looked at.
const serverCode = '^src/(kit/server|features/[^/]+/server|apps/server)/|^embed/server/';

/** A test lies beside what it tests, and takes its helpers from tests/. */
const beside = '\\.test\\.tsx?$';

/** Features whose server may use another feature's server, by name; each edge carries its reason. */
const serverAllowances = [
  // Whoever asks is known by access; what is found and what waits is told by the app.
  { from: 'find', to: ['access'] },
  { from: 'overview', to: ['access'] },
  // Who was refused is known by access, and what they are called by the log.
  { from: 'refusals', to: ['access', 'activity'] },
  // Sessions and tokens are about a customer at a portal of a vendor.
  // …, and who calls is an API key or an operator.
  // A location's code may ask for the token of an installation; codes, resets and links are mailed.
  // …, and the vendor's plugins stand in its menu.
  {
    from: 'access',
    to: [
      'vendors',
      'operators',
      'portals',
      'plugins',
      'customers',
      'catalogue',
      'contracts',
      'fields',
      'sites',
      'licences',
      'activity',
      'mails',
      'login-as',
    ],
  },
  // An operator in a customer's portal is bound to a console session; portals tell who is in.
  // What an operator writes down is told to the customer by mail.
  { from: 'login-as', to: ['access', 'activity', 'customers', 'mails', 'operators', 'portals'] },
  // A customer's default portal, and the slug directory; a contact is told its first password by mail.
  // A customer's record says which of the vendor's plugins it may use.
  // A VAT id that a customer gives is asked about.
  {
    from: 'customers',
    to: ['access', 'activity', 'domains', 'mails', 'plugins', 'portals', 'pricing', 'texts', 'vendors'],
  },
  // Who proved themselves at the vendor's own provider is a contact of a portal's customer.
  { from: 'oidc', to: ['access', 'activity', 'customers', 'portals'] },
  { from: 'plugins', to: ['access', 'activity', 'portals'] },
  // A name of its own is one portal's; who adds it is known by access.
  { from: 'addresses', to: ['access', 'activity', 'portals'] },
  // People of a customer let each other in, by the mail that invitations write.
  { from: 'team', to: ['access', 'activity', 'customers', 'invitations', 'mails', 'portals', 'vendors'] },
  // Accounts below a customer, and the sessions its people open there.
  { from: 'accounts', to: ['access', 'customers', 'domains'] },
  // Use is a customer's at a portal, with that of the accounts below; it bills metered items, and its files take turns
  // as those of documents do.
  {
    from: 'usage',
    to: [
      'access',
      'accounts',
      'activity',
      'contracts',
      'customers',
      'documents',
      'domains',
      'licences',
      // Reports are sent by mail to whoever asked, an operator too.
      'mails',
      'operators',
      'portals',
      'vendors',
    ],
  },
  // A mail bears the brand of a portal, and leaves by its sender; an address that takes none is a contact's.
  { from: 'mails', to: ['access', 'activity', 'customers', 'portals'] },
  { from: 'contracts', to: ['access', 'activity', 'customers', 'portals'] },
  // What goes on is charged by the catalogue's rates, on documents, by the stored way to pay, in the words of mails.
  {
    from: 'billing',
    to: [
      'access',
      'activity',
      'catalogue',
      'contracts',
      'customers',
      'documents',
      'mails',
      'payments',
      'portals',
      'pricing',
      'vendors',
    ],
  },
  // Who ends a contract is a customer of a portal, or staff; licences end with it, invoices are credited, their money goes
  // back, a mail says so, and what is on sale can be had again.
  {
    from: 'cancellations',
    to: [
      ...['access', 'activity', 'catalogue', 'contracts', 'customers', 'documents', 'licences', 'mails'],
      ...['payments', 'portals', 'vendors'],
    ],
  },
  // A price is that of a catalogue at a portal, for a customer where there is one.
  { from: 'pricing', to: ['access', 'activity', 'catalogue', 'customers', 'portals'] },
  // What is sold is the vendor's.
  { from: 'catalogue', to: ['access', 'activity'] },
  // A link is mailed to a customer's contact, in the words of the portal.
  { from: 'links', to: ['access', 'activity', 'customers', 'mails', 'portals'] },
  // Who is invited is a contact of a portal's customer; the mail bears a link, and a test side's has the vendor's time.
  {
    from: 'invitations',
    to: ['access', 'activity', 'customers', 'links', 'mails', 'portals', 'vendors'],
  },
  // A domain is a customer's; a list of customers shows what each uses. What it is told of its calls is mailed in the
  // portal's words, and limits come with an order.
  { from: 'domains', to: ['access', 'activity', 'customers', 'mails', 'orders', 'portals', 'vendors'] },
  // A licence is a customer's; its key or the customer's secret opens the portal, or a list for programs.
  // …, and an order delivers it. Its holder is told by mail of its end.
  {
    from: 'licences',
    to: ['access', 'activity', 'contracts', 'customers', 'mails', 'orders', 'portals', 'usage', 'vendors'],
  },
  // Equipment stands at a customer's places.
  // …, and a label opens the customer's portal.
  // Of a request the vendor is told by mail, in the portal's look.
  { from: 'sites', to: ['access', 'activity', 'customers', 'mails', 'portals', 'vendors'] },
  // Operators are a vendor's; the first one comes with the vendor.
  // …, and their company's own sign-in is asked as a portal's is.
  // …, and what the console looks like at each vendor.
  { from: 'operators', to: ['access', 'activity', 'branding', 'oidc', 'vendors'] },
  { from: 'branding', to: ['access', 'activity', 'files', 'portals'] },
  // A document is made for a customer and a contract, on the portal's letterhead.
  { from: 'documents', to: ['access', 'activity', 'contracts', 'customers', 'portals'] },
  // A correction takes an invoice back and makes another one; its payments go along.
  {
    from: 'corrections',
    to: ['access', 'activity', 'customers', 'documents', 'payments', 'portals'],
  },
  // A reminder is about an invoice that no payment is under way for; its mail is that of a document.
  {
    from: 'reminders',
    to: ['access', 'activity', 'customers', 'document-mails', 'documents', 'payments', 'portals'],
  },
  // A mail takes a document or a reminder to whom it is for, with a link to the portal.
  {
    from: 'document-mails',
    to: ['access', 'activity', 'customers', 'documents', 'links', 'mails', 'portals', 'reminders', 'vendors'],
  },
  // Imports and exports are a vendor's; what they move, each feature says itself.
  // …, and what a customer takes along is read under its name; a file with a portal's code in it tells who applied it.
  { from: 'transfer', to: ['access', 'activity', 'customers', 'portals', 'vendors'] },
  // How the service is doing, and settings of a vendor.
  { from: 'system', to: ['access', 'activity', 'vendors'] },
  // A contract to approve is put before a customer, printed like a letter, and asked for by mail.
  {
    from: 'approvals',
    to: ['access', 'activity', 'customers', 'documents', 'mails', 'payments', 'portals', 'vendors'],
  },
  // What a bank brought pays invoices and what customers announced.
  {
    from: 'statements',
    to: ['access', 'activity', 'customers', 'documents', 'payments'],
  },
  // Money is a customer's, pays its contracts' invoices, comes to the account on the portal's letterhead, and whoever
  // pays is told by mail.
  {
    from: 'payments',
    to: ['access', 'activity', 'contracts', 'customers', 'documents', 'mails', 'portals', 'vendors'],
  },
  // Whoever signs up becomes a customer, gets a session and a mail.
  // …, and is asked what the vendor wants to know.
  { from: 'signup', to: ['access', 'activity', 'customers', 'fields', 'mails', 'portals', 'vendors'] },
  // Numbers, credentials and routes are a customer's.
  { from: 'routes', to: ['access', 'activity', 'customers'] },
  // So are packages.
  { from: 'packages', to: ['access', 'customers'] },
  // An alert is a customer's, its mail bears the brand of a portal, and a test side's has the vendor's time.
  { from: 'alerts', to: ['access', 'activity', 'customers', 'mails', 'portals', 'vendors'] },
  // Looks name uploaded files.
  { from: 'files', to: ['access', 'activity'] },
  // …, and what they say in their vendors' own words.
  // Operators hear of new code of the vendor's own.
  { from: 'portals', to: ['access', 'activity', 'files', 'operators', 'scripts', 'vendors', 'words'] },
  // Who is there is told to a vendor's script by a name that stands for them.
  { from: 'scripts', to: ['access'] },
  { from: 'words', to: ['access', 'activity'] },
  // Terms are shown at a portal.
  { from: 'terms', to: ['access', 'activity', 'portals'] },
  // An order makes a customer, a contract, an invoice and a mail, by the rules and the prices of those who own them.
  {
    from: 'orders',
    to: [
      'access',
      'activity',
      'catalogue',
      'contracts',
      'customers',
      'documents',
      'fields',
      'mails',
      'payments',
      'portals',
      'pricing',
      'signup',
      'payments',
      'terms',
      'vendors',
    ],
  },
  // The order page shows what can be ordered, how it is paid and what is agreed to.
  {
    from: 'order-page',
    to: ['access', 'catalogue', 'customers', 'fields', 'payments', 'portals', 'pricing', 'signup', 'terms'],
  },
  // A field is a customer's, a contract's or a plan's.
  { from: 'fields', to: ['access', 'activity', 'catalogue', 'contracts', 'customers'] },
  { from: 'vendors', to: ['access', 'activity'] },
  // Operators are told by mail that an endpoint is paused; the vendor's side decides what may be asked.
  { from: 'webhooks', to: ['access', 'activity', 'operators', 'vendors'] },
  // Names of those who acted, and what they wrote about it.
  // What was done is told in the portal's own words.
  { from: 'activity', to: ['access', 'login-as', 'portals'] },
];

module.exports = {
  forbidden: [
    {
      name: 'kit-knows-no-feature',
      severity: 'error',
      from: { path: '^src/kit/', pathNot: beside },
      to: { path: '^(src/(features|apps|bridge)|embed|examples|tests|scripts)/' },
    },
    {
      name: 'features-know-no-app',
      severity: 'error',
      from: { path: '^src/features/', pathNot: beside },
      to: { path: '^(src/apps|embed|examples|tests|scripts)/' },
    },
    {
      name: 'common-runs-anywhere',
      severity: 'error',
      from: { path: '^src/kit/common/', pathNot: '\\.test\\.ts$' },
      to: { path: '^src/', pathNot: '^src/kit/common/' },
    },
    {
      name: 'schemas-run-anywhere',
      comment: 'schema.ts, rules.ts, problems.ts and the like: valibot, kit/common and other schemas only',
      severity: 'error',
      from: { path: '^src/features/[^/]+/[^/]+\\.ts$', pathNot: '\\.test\\.ts$' },
      to: { path: '^src/', pathNot: '^src/(kit/common/|features/[^/]+/[^/]+\\.ts$)' },
    },
    {
      name: 'no-server-code-in-browsers',
      comment: 'not even for a type: the two sides meet in schema.ts',
      severity: 'error',
      from: {
        path: '^src/(kit/(browser|ui|common)|bridge|features/[^/]+/(portal|console)|apps/(portal|console))/|^embed/(?!server/|build\\.ts$)',
        pathNot: '\\.test\\.tsx?$',
      },
      to: { path: serverCode },
    },
    {
      name: 'no-node-in-browsers',
      severity: 'error',
      from: {
        path: '^src/(kit/(browser|ui)|bridge|features/[^/]+/(portal|console)|apps/(portal|console))/|^embed/(?!server/|build\\.ts$)',
        pathNot: '\\.test\\.tsx?$',
      },
      to: { dependencyTypes: ['core'] },
    },
    {
      name: 'no-browser-code-on-the-server',
      comment: 'words and the shapes of icons are data, for either side',
      severity: 'error',
      from: { path: serverCode, pathNot: '\\.test\\.ts$' },
      to: {
        pathNot: '/messages/en\\.json$|^src/kit/ui/icons\\.ts$',
        path: '^src/(kit/(browser|ui)|features/[^/]+/(portal|console)|apps/(portal|console))/|node_modules/(preact|@preact|react|react-dom|penpal|ky)/',
      },
    },
    {
      name: 'a-panel-knows-its-own-feature',
      comment:
        'and the ways in, which customers, their people and locations have alike; fields of the vendor’s own stand anywhere, as do whose something is and what was done',
      severity: 'error',
      from: { path: '^src/features/([^/]+)/(portal|console)/' },
      to: {
        path: '^src/features/[^/]+/(portal|console)/',
        pathNot:
          '^src/features/($1/|access/console/(AccessCode|CustomerSecret|HandOver|QrCode|access-fields|sheet-words|words)\\.tsx?$|order-page/console/(OrderTab|words)\\.tsx?$|portals/console/(text-languages\\.ts$|contrast/)|signup/console/(PersonalLink|SignUpTab|words)\\.tsx?$|addresses/console/(AddressTab|words)\\.tsx?$|words/console/(BrandTab|FooterTab|PictureField|WordsTab|words)\\.tsx?$|login-as/console/(OpenAs|HelpBox|SeePortal|words)\\.tsx?$|webhooks/console/(NewSecret\\.tsx|messages/en\\.json)$|cancellations/console/(EndContract|words)\\.tsx?$|billing/console/(GoesOn\\.tsx|messages/en\\.json)$|links/console/OpenPortal\\.tsx$|activity/console/said\\.ts$|customers/console/ChooseCustomer\\.tsx$|fields/(console/values/|portal/AskedInput\\.tsx$))',
      },
    },
    ...[
      'vendors',
      'fields',
      'portals',
      'customers',
      'access',
      'contracts',
      'cancellations',
      'domains',
      'sites',
      'licences',
      'operators',
      'activity',
      'refusals',
      'documents',
      'plugins',
      'accounts',
      'login-as',
      'mails',
      'links',
      'invitations',
      'team',
      'transfer',
      'system',
      'signup',
      'terms',
      'orders',
      'pricing',
      'billing',
      'webhooks',
      'branding',
    ].map((feature) => {
      const allowed = serverAllowances.find(({ from }) => from === feature)?.to ?? [];
      return {
        name: `server-of-${feature}`,
        comment: 'another feature’s server only where serverAllowances names it',
        severity: 'error',
        from: { path: `^src/features/${feature}/server/`, pathNot: '\\.test\\.ts$' },
        to: {
          path: '^src/features/[^/]+/server/',
          pathNot: `^src/features/(${[feature, ...allowed].join('|')})/server/`,
        },
      };
    }),
    {
      name: 'bridge-stands-beside',
      severity: 'error',
      from: { path: '^src/bridge/', pathNot: '\\.test\\.ts$' },
      to: { path: '^(src|embed)/', pathNot: '^src/(bridge|kit/common)/' },
    },
    {
      name: 'embed-knows-only-the-bridge',
      severity: 'error',
      from: { path: '^embed/(?!server/)', pathNot: '\\.test\\.tsx?$' },
      to: { path: '^src/', pathNot: '^src/bridge/' },
    },
    {
      name: 'penpal-has-one-importer',
      severity: 'error',
      from: { path: '^(src|embed)/', pathNot: '^src/bridge/' },
      to: { path: 'node_modules/penpal/' },
    },
    {
      name: 'products-know-no-tests',
      severity: 'error',
      from: { path: '^(src|embed|examples)/', pathNot: '\\.test\\.tsx?$' },
      to: { path: '^(tests|scripts)/|node_modules/(vitest|fast-check|playwright-core|@testing-library)/' },
    },
    {
      name: 'no-circles',
      comment: 'types may point back; code that runs may not',
      severity: 'error',
      from: {},
      to: { circular: true, viaOnly: { dependencyTypesNot: ['type-only'] } },
    },
    { name: 'nothing-unresolved', severity: 'error', from: {}, to: { couldNotResolve: true } },
  ],
  options: {
    doNotFollow: { path: 'node_modules' },
    // What an application of its own installs is not here to be resolved.
    exclude: { path: '(^|/)(dist|data)/|^examples/nextjs/' },
    // Type-only imports count: a panel that imports a server type is bound to the server.
    tsPreCompilationDeps: true,
    tsConfig: { fileName: 'tsconfig.tests.json' },
    enhancedResolveOptions: { exportsFields: ['exports'], conditionNames: ['import', 'types', 'default'] },
  },
};
