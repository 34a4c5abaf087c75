/** A tiny server to trace: `POST /<id>` writes a row and answers 201, any trouble answers with its status. */
import { createServer } from 'node:http';
import { sql } from 'kysely';
import { isProblem } from '../../src/kit/common/problem.ts';
import { inTransaction, openDatabase } from '../../src/kit/server/db/db.ts';

const { db } = await openDatabase(process.argv[2] as string, { onFatal: () => process.send?.('fatal') });

const server = createServer(async (request, response) => {
  const id = request.url?.slice(1) ?? '';
  const status = await inTransaction(db, (tx) =>
    sql`insert into note (vendor_id) values (${id})`.execute(tx),
  ).then(
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
