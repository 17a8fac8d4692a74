import type { Repeat } from '../catalog/method-row.js';
import type { Confirmation } from '../policy/confirmation.js';
import type { MethodConfirm } from '../policy/own-confirmation.js';
import { ownConfirmation } from '../policy/own-confirmation.js';
import type { MethodOption } from '../policy/repeat.js';
import { keyNames } from '../policy/repeat.js';
import { invalidInput } from '../protocol/invalid-input.js';
import { checkKeys, readFunction, readList, readText, readWord, required } from './check-keys.js';
import type { Settings } from './settings.js';

const REPEATS: readonly Repeat[] = ['safe', 'with-key', 'never'];

/**
 * Reads the option `methods`.
 *
 * @throws TypeError that names the method's member, what came and what to do
 */
export function readMethods(methods: unknown = {}): Pick<Settings, 'methods' | 'confirmations'> {
  const given = methods as Readonly<Record<string, unknown>>;
  const names = Object.keys(checkKeys(methods, 'methods', Object.keys(Object(methods))));
  const options = new Map(names.map((method) => [method, readMethod(given[method], `methods["${method}"]`)]));
  const confirmations = new Map<string, Confirmation>();
  for (const [method, option] of options) {
    if (option.confirm === undefined) continue;
    confirmations.set(method, ownConfirmation(method, option.confirm, keyNames(method, option)));
  }
  return { methods: options, confirmations };
}

function readMethod(value: unknown, name: string): MethodOption {
  const option = checkKeys(value, name, ['repeat', 'key', 'confirm']);
  const repeat = readWord(option['repeat'], `${name}.repeat`, REPEATS) ?? required(`${name}.repeat`);
  const key = option['key'] === undefined ? undefined : readKey(option['key'], `${name}.key`);
  const confirm = option['confirm'] === undefined ? undefined : readConfirm(option['confirm'], `${name}.confirm`);
  if (confirm !== undefined && repeat !== 'with-key') throw invalidInput(`${name}.confirm`, NEEDS_KEY);
  return { repeat, ...(key === undefined ? {} : { key }), ...(confirm === undefined ? {} : { confirm }) };
}

function readConfirm(value: unknown, name: string): MethodConfirm {
  const confirm = checkKeys(value, name, ['by', 'ask', 'judge', 'reads']);
  const by = readText(confirm['by'], `${name}.by`) ?? required(`${name}.by`);
  const ask = readFunction(confirm['ask'] as MethodConfirm['ask'], `${name}.ask`) ?? required(`${name}.ask`);
  const judge = readFunction(confirm['judge'] as MethodConfirm['judge'], `${name}.judge`) ?? required(`${name}.judge`);
  const reads = confirm['reads'];
  if (reads === undefined) return { by, ask, judge };
  const list = readList(reads, `${name}.reads`);
  if (list.every((one) => isName(one))) return { by, ask, judge, reads: list as readonly string[] };
  throw invalidInput(`${name}.reads`, {
    en: "must list names of the content, such as ['amount']",
    zh: "应列出业务参数中的键，例如 ['amount']",
  });
}

const NEEDS_KEY = {
  en: "is for repeat: 'with-key': only a call that has a key of its own can be asked after",
  zh: "只适用于 repeat: 'with-key'：有单号的调用才能查询结果",
};

function readKey(value: unknown, name: string): readonly (string | readonly string[])[] {
  const isNames = (one: unknown): boolean => Array.isArray(one) && one.length > 0 && one.every((key) => isName(key));
  const list = readList(value, name);
  if (list.length > 0 && list.every((one) => isName(one) || isNames(one))) return list as readonly string[];
  throw invalidInput(name, {
    en: "must list the content's keys, such as ['out_trade_no'] or [['out_trade_no', 'trade_no'], 'out_request_no']",
    zh: "应列出业务参数中的键，例如 ['out_trade_no'] 或 [['out_trade_no', 'trade_no'], 'out_request_no']",
  });
}

function isName(value: unknown): boolean {
  return typeof value === 'string' && value !== '';
}
