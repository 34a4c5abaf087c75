/** A tiny server to trace: `POST /<id>` writes a row and answers 201, any trouble answers with its status. */
import { createServer } from 'node:http';
import { sql } from 'kysely';
import { isProblem } from '../../src/kit/common/problem.ts';
import { inTransaction, openDatabase } from '../../src/kit/server/db/db.ts';
import { writeTogether } from '../../src/kit/server/db/write-together.ts';

const { db } = await openDatabase(process.argv[2] as string, { onFatal: () => process.send?.('fatal') });

let requests = 0;
/** By both ways in turn: asked step by step, and sent as one. */
const write = (id: string): Promise<unknown> => {
  const insert = sql`insert into note (vendor_id) values (${id})`;
  return requests++ % 2 === 0
    ? inTransaction(db, (tx) => insert.execute(tx))
    : writeTogether(db, [insert.compile(db)]);
};

const server = createServer(async (request, response) => {
  const id = request.url?.slice(1) ?? '';
  const status = await write(id).then(
    () => 201,
    (error) => (isProblem(error) ? error.status : 500),
  );
  response.writeHead(status, { 'x-id': id }).end();
});
process.on('disconnect', () => process.exit()); // whoever started it is gone
process.on('message', () => process.exit());
server.listen(0, '127.0.0.1', () => {
  const address = server.address();
  process.send?.({ port: typeof address === 'object' ? address?.port : 0 });
});
