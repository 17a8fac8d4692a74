import { describe, expect, test } from 'vitest';
import { createShow, showName, showUrl } from '../../../src/cli/sandbox/show.js';

const content = (text: string): string => createShow({ biz_content: text })('biz_content', text);

describe('a business content', () => {
  test('keeps its spelling, and hides all but business numbers', () => {
    expect(content('{"out_trade_no": "a-1",\n "auth_code":"280000000000000007","n":12345678}')).toBe(
      '{"out_trade_no": "a-1",\n "auth_code":"•••(18)","n":•••(8)}',
    );
  });

  test('hides what is nested under a key of its own, and shows the numbers there', () => {
    expect(content('{"a":{"subject":"x","token":"secret"},"b":["secret",true,null]}')).toBe(
      '{"a":{"subject":"x","token":"•••(6)"},"b":["•••(6)",true,null]}',
    );
    expect(content('[{"subject":"x"},"secret"]')).toBe('[{"subject":"x"},"•••(6)"]');
  });

  test('hides what is no JSON', () => {
    expect(content('%7B%22auth_code%22')).toBe('•••(18)');
    expect(content('{"subject":"x", "broken')).toBe('{"subject":"x", •••(7)');
    expect(content('c2VjcmV0')).not.toMatch(/c2|Vjc/);
    expect(content('{"a":nonsense}')).toBe('{"a":•••(8)}');
  });

  test('hides names that are no names', () => {
    expect(content('{"a secret name":"x"}')).toBe('{"•••(13)":"•••(1)"}');
    expect(showName('a secret\nname')).toBe('•••(13)');
    expect(showName('app_auth_token')).toBe('app_auth_token');
  });

  test('is cut where it is very long', () => {
    expect(content(`{"subject":"${'x'.repeat(5_000)}"}`)).toHaveLength(1_001);
  });
});

test('parameters that are not of the frame are hidden, and hidden everywhere else', () => {
  const params = { app_auth_token: 'canary-token', method: 'a.query', version: 'canary-token', body: 'a' };
  const show = createShow(params);
  expect(show('app_auth_token', params.app_auth_token)).toBe('•••(12)');
  expect(show('method', params.method)).toBe('a.query');
  expect(show('version', params.version)).toBe('•••(12)');
  expect(show('method', 'a secret')).toBe('•••(8)');
  expect(show('body', 'a')).toBe('•••(1)');
});

test('a URL is shown without its query and its user', () => {
  const params = { notify_url: 'http://u:p@127.0.0.1:80/n?key=secret' };
  expect(createShow(params)('notify_url', params.notify_url)).toBe('http://127.0.0.1/n?•••(10)');
  expect(showUrl('nonsense')).toBe('•••(8)');
});
