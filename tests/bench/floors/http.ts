// Floor of reads: the least that Node does for one JSON answer.
import { createServer } from 'node:http';

const body = JSON.stringify({ id: 1, email: 'anna@stromwerk.example', name: 'Anna' });
createServer((_, answer) => {
  answer.writeHead(200, { 'content-type': 'application/json' });
  answer.end(body);
}).listen(Number(process.env.PORT), '127.0.0.1');
