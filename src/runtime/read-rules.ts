import type { Action } from '../catalog/rows.js';
import type { Rule } from '../policy/rules.js';
import { checkKeys, readList, readText, readWord, required } from './check-keys.js';

const ACTIONS: readonly Action[] = ['accept', 'retry', 'throttle', 'refresh', 'confirm', 'fail'];

/**
 * Reads the option `rules`.
 *
 * @throws TypeError that names the rule's member, what came and what to do
 */
export function readRules(rules: unknown = []): readonly Rule[] {
  return readList(rules, 'rules').map((rule, index) => {
    const name = `rules[${index}]`;
    const given = checkKeys(rule, name, ['code', 'subCode', 'method', 'then', 'because']);
    const code = readText(given['code'], `${name}.code`);
    const subCode = readText(given['subCode'], `${name}.subCode`);
    const method = readText(given['method'], `${name}.method`);
    const because = readText(given['because'], `${name}.because`) ?? required(`${name}.because`);
    const action = readWord(given['then'], `${name}.then`, ACTIONS) ?? required(`${name}.then`);
    return {
      ...(code === undefined ? {} : { code }),
      ...(subCode === undefined ? {} : { subCode }),
      ...(method === undefined ? {} : { method }),
      // biome-ignore lint/suspicious/noThenProperty: the face names it so (design.md 3), and a rule is never awaited
      then: action,
      because,
    };
  });
}
