// A page of /transactions as a careful Fastify service answers it, over the gateway's own PostgreSQL tables: the peer of docs/performance.md.
//
//   npm install
//   DATABASE_URL=postgres://USER@127.0.0.1:PORT/fgapi_bench_full_v1 PORT=3000 node server.mjs
//
// One process, a pool of eight connections, named statements, an answer schema, no logging, no audit, no grants. Rows are found by OFFSET.
import { createHash } from 'node:crypto';
import Fastify from 'fastify';
import pg from 'pg';

pg.types.setTypeParser(pg.types.builtins.INT8, Number);
const pool = new pg.Pool({ connectionString: process.env.DATABASE_URL, max: 8 });
const ask = (name, text) => async (...values) => (await pool.query({ name, text, values })).rows;

const living = ask('token', `
  SELECT t.expires_at, l.grants, l.customer, l.end_reason FROM tokens t
  JOIN links l ON l.id = t.link JOIN clients c ON c.id = l.client
  WHERE t.digest = $1 AND t.kind = 'access' AND t.generation = l.generation`);
const held = ask('account', `
  SELECT a.seq FROM accounts a JOIN customer_accounts h ON h.account = a.seq JOIN customers c ON c.seq = h.customer
  WHERE a.bank_code = $1 AND a.branch_code = $2 AND a.kind = $3 AND a.number = $4 AND c.id = $5`);
const page200 = ask('page', `
  SELECT day, ordinal, second, amount, running, description FROM transactions
  WHERE account = $1 AND position > 0 ORDER BY day, position LIMIT 201 OFFSET $2`);

const JULIAN_1970 = 2_440_588;
const two = (number) => String(number).padStart(2, '0');

function shown(account, row) {
  const date = new Date((row.day - JULIAN_1970) * 86_400_000).toISOString().slice(0, 10);
  const time = [Math.floor(row.second / 3600), Math.floor(row.second / 60) % 60, row.second % 60].map(two).join(':');
  return {
    id: `${account}-${date.replaceAll('-', '')}-${row.ordinal}`,
    date: `${date}T${time}+09:00`,
    amount: row.amount,
    description: row.description,
    balance: row.running,
  };
}

const integer = { type: 'integer' };
const text = { type: 'string' };
const transaction = { type: 'object', properties: { id: text, date: text, amount: integer, description: text, balance: integer } };
const answer = {
  type: 'object',
  properties: { transactions: { type: 'array', items: transaction }, page: integer, next_page: integer },
};

const app = Fastify({ logger: false });
app.get('/transactions', { schema: { response: { 200: answer } } }, async (request, reply) => {
  const bearer = (request.headers.authorization ?? '').slice('Bearer '.length);
  const [token] = await living(createHash('sha256').update(bearer).digest());
  if (!token) return reply.code(401).send({});
  const { account_id: account, page = '1' } = request.query;
  const [own] = await held(...account.split('-'), token.customer);
  if (!own) return reply.code(404).send({});
  const number = Number(page);
  const rows = await page200(own.seq, (number - 1) * 200);
  return {
    transactions: rows.slice(0, 200).map((row) => shown(account, row)),
    page: number,
    next_page: rows.length > 200 ? number + 1 : 0,
  };
});

await app.listen({ host: '127.0.0.1', port: Number(process.env.PORT ?? 3000) });
console.log(JSON.stringify({ address: app.server.address(), pid: process.pid }));
