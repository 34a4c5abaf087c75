// Floor of a token exchange: one EdDSA verification and one insert, synced before the answer leaves.
import { createPublicKey, randomBytes, verify } from 'node:crypto';
import { createServer } from 'node:http';
import { DatabaseSync } from 'node:sqlite';
import { text } from 'node:stream/consumers';

const key = createPublicKey(process.env.PUBLIC_KEY ?? '');
const database = new DatabaseSync(process.env.DATABASE ?? '');
database.exec(`pragma journal_mode = wal; pragma synchronous = full;
  create table session (id text primary key, claims text not null) strict`);
const insert = database.prepare('insert into session values (?, ?)');

createServer(async (asked, answer) => {
  if (asked.method === 'GET') return void answer.end('{}');
  const { token } = JSON.parse(await text(asked)) as { token: string };
  const dot = token.lastIndexOf('.');
  const signature = Buffer.from(token.slice(dot + 1), 'base64url');
  const valid = verify(null, Buffer.from(token.slice(0, dot)), key, signature);
  const sessionToken = randomBytes(32).toString('base64url');
  if (valid) insert.run(sessionToken, Buffer.from(token.split('.')[1] ?? '', 'base64url').toString());
  answer.writeHead(valid ? 201 : 401, { 'content-type': 'application/json' });
  answer.end(JSON.stringify({ sessionToken }));
}).listen(Number(process.env.PORT), '127.0.0.1');
