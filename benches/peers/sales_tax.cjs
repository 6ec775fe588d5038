// Tax of an amount through sales-tax. Without arguments: reads a list of questions, prints answers and the best time
// of an awaited call. With `serve`: answers one question a line, as a backend in another language would ask it.
const SalesTax = require("sales-tax");
const readline = require("node:readline");

const ask = ({ country, region, amount }) =>
  SalesTax.getAmountWithSalesTax(country, region, Number(amount));

async function bestNanos(question) {
  const calls = 500;
  let best = Infinity;
  for (let repeat = 0; repeat < 1000; repeat += 1) {
    const began = process.hrtime.bigint();
    for (let call = 0; call < calls; call += 1) await ask(question);
    best = Math.min(best, Number(process.hrtime.bigint() - began) / calls);
  }
  return Math.round(best);
}

async function main() {
  const lines = readline.createInterface({ input: process.stdin });
  for await (const line of lines) {
    if (process.argv[2] === "serve") {
      process.stdout.write(`${JSON.stringify((await ask(JSON.parse(line))).total)}\n`);
      continue;
    }
    const answers = [];
    for (const question of JSON.parse(line)) {
      const { total, rate } = await ask(question);
      answers.push({ total: String(total), rate: String(rate), nanos: await bestNanos(question) });
    }
    process.stdout.write(JSON.stringify(answers));
  }
}

main();
