/**
 * The scripts. Each runs as one step of Redis, and answers with a list of texts. They use nothing that Redis 5 does not have.
 *
 * A client that loses its connection may send a script twice; those that take something carry a mark of the call, so that
 * the second run answers as the first did.
 */

// 0 where there is no entry, nil where the entry is no record.
const GENERATION_OF = `
local function generationOf(key)
  local kind = redis.call('TYPE', key)['ok']
  if kind == 'none' then return 0 end
  if kind ~= 'hash' then return nil end
  local text = redis.call('HGET', key, 'generation')
  if text and #text <= 16 and string.match(text, '^[1-9]%d*$') then return tonumber(text) end
  return nil
end
local main, aside = generationOf(KEYS[1]), generationOf(KEYS[2])
if not main then return { 'unreadable', KEYS[1] } end
if not aside then return { 'unreadable', KEYS[2] } end
`;

// Without its first line an entry would keep the end of the one before; an end in the past would delete what is written.
const WRITE = `
local function write(key, generation, data, mark, endsAtMs)
  redis.call('DEL', key)
  redis.call('HSET', key, 'generation', generation, 'data', data, 'mark', mark)
  if endsAtMs == '' then return end
  local now = redis.call('TIME')
  local soonest = tonumber(now[1]) * 1000 + 86400000
  redis.call('PEXPIREAT', key, string.format('%.0f', math.max(tonumber(endsAtMs), soonest)))
end
`;

// The last fence stands for itself where its lease was given back, and else with the word open behind it.
const LAST_FENCE = `
local function lastFence(key)
  local fence, open = string.match(redis.call('GET', key) or '', '^(%d+)(.*)$')
  return tonumber(fence or '0'), open == ' open'
end
`;

/** Keys: token, recovery. Answers `none`, `unreadable` and the name, or `found`, the name, the generation, the data. */
export const READ: string = `${GENERATION_OF}
if main == 0 and aside == 0 then return { 'none' } end
local key = KEYS[1]
if aside > main then key = KEYS[2] end
local found = redis.call('HMGET', key, 'generation', 'data')
return { 'found', key, found[1], found[2] or '' }
`;

/**
 * Keys: token, recovery, fence. Arguments: generation, data, mark, end in milliseconds or nothing, expected, fence or
 * nothing. Answers `written`, `refused`, or `unreadable` and the name.
 */
export const COMPARE_AND_SET: string = `${GENERATION_OF}${WRITE}${LAST_FENCE}
local generation, expected, fence = tonumber(ARGV[1]), tonumber(ARGV[5]), tonumber(ARGV[6])
if main > 0 and redis.call('HGET', KEYS[1], 'mark') == ARGV[3] then return { 'written' } end
if fence and fence < lastFence(KEYS[3]) then return { 'refused' } end
if expected ~= main and not (aside > main and expected == aside) then return { 'refused' } end
write(KEYS[1], ARGV[1], ARGV[2], ARGV[3], ARGV[4])
if aside <= generation then redis.call('DEL', KEYS[2]) end
return { 'written' }
`;

/** Keys: token, recovery. Arguments: generation, data, mark, end. Answers `done`, or `unreadable` and the name. */
export const SET_ASIDE: string = `${GENERATION_OF}${WRITE}
if tonumber(ARGV[1]) > aside then write(KEYS[2], ARGV[1], ARGV[2], ARGV[3], ARGV[4]) end
return { 'done' }
`;

/**
 * Keys: lease, fence. Arguments: milliseconds, mark. Answers `held`, or `taken`, the fence, and how the lease before it
 * ended: `abandoned` or `returned`.
 *
 * The fence follows the time in microseconds, so that it grows even where Redis has lost the last one.
 */
export const ACQUIRE_LEASE: string = `${LAST_FENCE}
local lease = redis.call('GET', KEYS[1])
if lease then
  local fence, before, mark = string.match(lease, '^(%d+) (%a+) (.+)$')
  if mark == ARGV[2] then return { 'taken', fence, before } end
  return { 'held' }
end
local now = redis.call('TIME')
local micros = tonumber(now[1]) * 1000000 + tonumber(now[2])
local last, isOpen = lastFence(KEYS[2])
local fence = string.format('%.0f', math.max(last + 1, micros))
local before = isOpen and 'abandoned' or 'returned'
redis.call('SET', KEYS[2], fence .. ' open', 'PX', '2592000000')
redis.call('SET', KEYS[1], fence .. ' ' .. before .. ' ' .. ARGV[2], 'PX', ARGV[1])
return { 'taken', fence, before }
`;

/** Keys: lease, fence. Arguments: fence. Answers `done`. */
export const RELEASE_LEASE: string = `
local lease = redis.call('GET', KEYS[1])
if lease and string.match(lease, '^(%d+) ') == ARGV[1] then redis.call('DEL', KEYS[1]) end
if redis.call('GET', KEYS[2]) == ARGV[1] .. ' open' then redis.call('SET', KEYS[2], ARGV[1], 'PX', '2592000000') end
return { 'done' }
`;

/** Keys: seal. Answers the name and the seal, or only the name. */
export const FIND_SEAL: string = `
return { KEYS[1], redis.call('GET', KEYS[1]) or nil }
`;

/** Keys: seal. Arguments: a seal. Answers the name and the seal that is there, which is the given one if none was. */
export const PUT_SEAL: string = `
redis.call('SET', KEYS[1], ARGV[1], 'NX')
return { KEYS[1], redis.call('GET', KEYS[1]) }
`;

/** Keys: seal. Arguments: the seal that was found, the one to put in its place. Answers `done`. */
export const CHANGE_SEAL: string = `
if redis.call('GET', KEYS[1]) == ARGV[1] then redis.call('SET', KEYS[1], ARGV[2]) end
return { 'done' }
`;

/** Keys: journal. Arguments: an intent's id, its text. Answers `written`. */
export const JOURNAL_OPEN: string = `
redis.call('HSET', KEYS[1], ARGV[1], ARGV[2])
return { 'written' }
`;

/** Keys: journal. Arguments: an intent's id. Answers `closed`. */
export const JOURNAL_CLOSE: string = `
redis.call('HDEL', KEYS[1], ARGV[1])
return { 'closed' }
`;

/** Keys: journal. Arguments: cursor, about how many. Answers the next cursor, and each intent's id and text behind it. */
export const JOURNAL_SCAN: string = `
local page = redis.call('HSCAN', KEYS[1], ARGV[1], 'COUNT', ARGV[2])
local answer = { page[1] }
for _, text in ipairs(page[2]) do answer[#answer + 1] = text end
return answer
`;
