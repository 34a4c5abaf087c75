import { execFile, execFileSync } from 'node:child_process';
import { generateKeyPairSync } from 'node:crypto';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type TestApp, type TestVendor, testApp, testPublicUrl } from '../helpers/app.ts';
import { root, textOf } from './files.ts';

/** The samples of docs/tokens.md are run as they stand there, where the machine has what runs them. */
const page = textOf('docs/tokens.md');
const sample = (language: string): string =>
  new RegExp(`^\`\`\`${language}\\n([\\s\\S]*?)^\`\`\`$`, 'm').exec(page)?.[1] ?? '';

interface Language {
  readonly name: string;
  readonly mark: string;
  readonly file: string;
  readonly algorithm: 'EdDSA' | 'ES256';
  readonly run: readonly string[];
  /** Ends with 0 where the machine has it. */
  readonly has: readonly string[];
}

const languages: readonly Language[] = [
  {
    ...{ name: 'Node', mark: 'js', file: 'token.mjs', algorithm: 'EdDSA' },
    ...{ run: [process.execPath], has: [process.execPath, '--version'] },
  },
  {
    ...{ name: 'PHP', mark: 'php', file: 'token.php', algorithm: 'EdDSA' },
    ...{ run: ['php'], has: ['php', '-r', 'exit(extension_loaded("sodium") ? 0 : 1);'] },
  },
  {
    ...{ name: 'Python', mark: 'python', file: 'token_sample.py', algorithm: 'EdDSA' },
    ...{ run: ['python3'], has: ['python3', '-c', 'import cryptography'] },
  },
  {
    ...{ name: 'Java', mark: 'java', file: 'PortalToken.java', algorithm: 'EdDSA' },
    ...{ run: ['java'], has: ['javac', '--version'] },
  },
];

const present = ({ has }: Language): boolean => {
  try {
    execFileSync(has[0] as string, has.slice(1), { stdio: 'ignore', timeout: 10_000 });
    return true;
  } catch {
    return false;
  }
};

let app: TestApp;
let vendor: TestVendor;
let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'portico-samples-'));
  app = await testApp('sqlite');
  vendor = await app.vendor('acme');
  await vendor.customer({ name: 'Anna Albrecht', externalId: '4471' });
});
afterAll(async () => {
  await app.close();
  await rm(folder, { recursive: true, force: true });
});

async function register(
  algorithm: 'EdDSA' | 'ES256',
  of = vendor,
): Promise<{ kid: string; keyFile: string }> {
  const { publicKey, privateKey } =
    algorithm === 'EdDSA'
      ? generateKeyPairSync('ed25519')
      : generateKeyPairSync('ec', { namedCurve: 'P-256' });
  const keyFile = join(folder, `${algorithm}.pem`);
  await writeFile(keyFile, privateKey.export({ type: 'pkcs8', format: 'pem' }));
  const { body } = await of.api.post('/api/v1/signing-keys', {
    ...{ name: algorithm, algorithm },
    publicKey: publicKey.export({ type: 'spki', format: 'pem' }),
  });
  return { kid: body.id, keyFile };
}

for (const language of languages) {
  test.skipIf(!present(language))(
    `DAY-19 the ${language.name} sample makes a token that signs in`,
    async () => {
      const { kid, keyFile } = await register(language.algorithm);
      const code = sample(language.mark).replace("'portico/server'", `'${root}/embed/server/index.ts'`);
      expect(code).toContain('ext:4471');
      const file = join(folder, language.file);
      await writeFile(file, code);
      const env = {
        ...process.env,
        ...{ VENDOR_ID: vendor.id, PORTAL_ADDRESS: `${testPublicUrl}/p/acme` },
        ...{ KEY_ID: kid, PORTAL_KEY_FILE: keyFile },
      };
      const [command = '', ...args] = language.run;
      const { stdout } = await promisify(execFile)(command, [...args, file], { env, cwd: folder });
      app.clock.set(new Date().toISOString());
      const session = await app.anonymous.post('/portal/v1/sessions', { token: stdout.trim() });
      expect([session.status, session.body.code]).toEqual([201, undefined]);
      expect(session.body.bootstrap.customer.name).toBe('Anna Albrecht');
    },
  );
}

const php = languages.find(({ name }) => name === 'PHP') as Language;
test.skipIf(!present(php))(
  'DAY-19 the WordPress plugin draws the same element for everybody, and signs a token for whoever is signed in',
  async () => {
    const press = await app.vendor('press');
    const { kid, keyFile } = await register('EdDSA', press);
    await press.customer({ name: 'Ben Bakker', externalId: '42' });
    const settings = {
      ...{ url: `${testPublicUrl}/`, portal: 'press', vendor_id: press.id, key_id: kid },
      private_key: await readFile(keyFile, 'utf8'),
    };
    const ask = async (given: object) => {
      const { stdout } = await promisify(execFile)('php', [
        ...[`${root}/tests/helpers/wordpress.php`, JSON.stringify({ settings, ...given })],
        `${root}/examples/wordpress/portico/portico.php`,
      ]);
      return JSON.parse(stdout);
    };
    const attributes = { panel: 'documents', language: 'de', scheme: 'dark" onload="x', other: 'x' };
    const page = await ask({ user: 42, attributes });
    expect(page).toMatchObject({ status: 200, cache: 'no-store, private' });
    expect(page.shortcode).toBe(
      `<portico-portal portal="press" panel="documents" language="de" data-portico-wordpress><a href="${testPublicUrl}/p/press">Open your account</a></portico-portal>`,
    );
    expect(page.block).toBe(page.shortcode);
    expect(page.scripts['portico-loader']).toBe(`${testPublicUrl}/v1/portico.js`);
    expect(page.shortcode).not.toContain(page.token);
    app.clock.set(new Date().toISOString());
    const session = await app.anonymous.post('/portal/v1/sessions', { token: page.token });
    expect([session.status, session.body.code]).toEqual([201, undefined]);
    expect(session.body.bootstrap.customer.name).toBe('Ben Bakker');
    expect(await ask({ user: 0, attributes })).toMatchObject({ status: 204, token: null });
    expect((await ask({ user: 0, attributes })).shortcode).toBe(page.shortcode);
  },
);

test('the samples that this machine cannot run name the same claims as those that it can', () => {
  for (const mark of ['php', 'csharp']) {
    const code = sample(mark);
    for (const word of [
      'portico+jwt',
      'KEY_ID',
      'VENDOR_ID',
      'PORTAL_ADDRESS',
      'PORTAL_KEY_FILE',
      'launch',
    ]) {
      expect([mark, code.includes(word)]).toEqual([mark, true]);
    }
    for (const claim of ['iss', 'aud', 'sub', 'iat', 'exp', 'jti', 'use'])
      expect(code).toMatch(new RegExp(`\\b${claim}\\b`));
  }
});

test('every API body in the guides is accepted as it stands', async () => {
  const guide = await app.vendor('guide');
  const sent = ['getting-started', 'tokens', 'theming'].flatMap((name) => [
    ...textOf(`docs/${name}.md`).matchAll(/(-X PATCH )?http:\S+(\/api\/v1\/\S+) \\\n.*\n\s+-d '(\{.*\})'/g),
  ]);
  expect(sent.length).toBeGreaterThan(4);
  await guide.api.put('/api/v1/portals/ext:main', { slug: 'main', brandName: 'Main' });
  await guide.customer({ externalId: '4471' });
  for (const [, patch, path = '', body = ''] of sent) {
    const own = body
      .replace('http://localhost:8080', 'https://shop.example')
      .replace('"portal":"acme"', '"portal":"guide"')
      .replace('"slug":"acme"', '"slug":"second"')
      .replace('"externalId":"4471"', '"externalId":"4472"');
    const { status, body: answer } = await guide.api.send(patch ? 'PATCH' : 'POST', path, own);
    expect([path, status, answer.fields]).toEqual([path, patch ? 200 : 201, undefined]);
  }
});
