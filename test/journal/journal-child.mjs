// @ts-check
// A process with a journal: `hold` opens an intent and lives on, `churn` opens and closes for ever and tells what is done,
// `fill` opens until it is refused. It is run over the built package.

import { writeSync } from 'node:fs';
import { createFileJournal } from 'alipay-axios';

const [task, path = ''] = process.argv.slice(2);
const journal = createFileJournal(path, { compactAtBytes: 3_000 });

/** @param {string} id */
const intentOf = (id) => ({
  id,
  appId: 'a',
  gateway: 'g',
  method: 'm',
  content: { out_trade_no: 'x'.repeat(100) },
  tokens: {},
  openedAtMs: 0,
  deadlineAtMs: 0,
});

/** @param {string} word */
const tell = (word) => writeSync(1, `${word}\n`);

if (task === 'hold') {
  await journal.open(intentOf('held'));
  tell('held');
  setInterval(() => undefined, 1_000);
}

if (task === 'churn') {
  /** @param {number} lane */
  const churn = async (lane) => {
    for (let nth = 0; ; nth++) {
      const id = `${lane}-${nth}`;
      await journal.open(intentOf(id));
      tell(`+ ${id} .`);
      if (nth % 7 > 0) {
        // Told before it is done: from here on nobody may count on it any more.
        tell(`- ${id} .`);
        await journal.close(id);
      }
    }
  };
  await Promise.all([0, 1, 2].map(churn));
}

if (task === 'fill') {
  let written = 0;
  try {
    for (;;) {
      await journal.open(intentOf(`${written}`));
      written++;
    }
  } catch (error) {
    tell(JSON.stringify({ written, code: Object(error).code }));
  }
}
