/** One page of `/docs/<slug>`, from a file of the repository. Its title is the file's first heading. */
export interface DocPage {
  readonly slug: string;
  readonly file: string;
}

export interface DocGroup {
  readonly title: string;
  readonly pages: readonly DocPage[];
}

const inDocs = (...slugs: string[]): DocPage[] => slugs.map((slug) => ({ slug, file: `docs/${slug}.md` }));

/** The order of the navigation. The first page is `/docs` itself. */
export const docGroups: readonly DocGroup[] = [
  { title: 'Start', pages: inDocs('getting-started') },
  {
    title: 'On your page',
    pages: inDocs(
      'embedding',
      'tokens',
      'sign-in',
      'sign-up',
      'links-and-codes',
      'events',
      'theming',
      'scripts',
    ),
  },
  {
    title: 'Your data',
    pages: inDocs(
      'api',
      'catalogue',
      'prices',
      'payments',
      'orders',
      'contracts',
      'cancelling',
      'licences',
      'sites',
      'domains',
      'usage',
      'telecom',
      'addresses',
      'plugins',
      'webhooks',
      'visibility',
      'documents',
      'custom-fields',
      'import',
    ),
  },
  { title: 'Operation', pages: inDocs('running', 'operators', 'login-as', 'data', 'security') },
  {
    title: 'Promises',
    pages: [
      ...inDocs('promises'),
      { slug: 'report', file: 'SECURITY.md' },
      { slug: 'changelog', file: 'CHANGELOG.md' },
    ],
  },
];

export const docPages: readonly DocPage[] = docGroups.flatMap(({ pages }) => pages);
