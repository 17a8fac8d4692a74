import type { CodeRow } from './rows.js';
import { CALLER_MUST_CHANGE, SEND_AGAIN } from './verdicts.js';

/** The founding table's first rows under 40002: arguments, files and names. Source: protocol.md 6.2 and 1.8. */
export const CODES_40002_ARGUMENTS: readonly CodeRow[] = [
  {
    code: '40002',
    subCode: 'isv.invalid-parameter',
    meaning: { zh: '某个参数的内容不合要求。', en: 'A parameter has a value that the API does not take.' },
    cure: {
      zh: '对照接口文档逐个核对参数：格式对不对，取值是否合法，长度或数值有没有越界；sub_msg 往往会点出是哪一个。',
      en: "Check every parameter against the API's page: wrong format, a value that is not allowed, or one out of range; sub_msg often names the culprit.",
    },
    ...CALLER_MUST_CHANGE,
  },
  {
    code: '40002',
    subCode: 'isv.upload-fail',
    meaning: { zh: '文件没能写到支付宝的存储上。', en: "The file could not be written to Alipay's storage." },
    cure: {
      zh: '写入失败多是暂时的，重试上传即可；屡次失败再检查文件和网络。',
      en: 'The write failed: upload the file again, and look at the file and the network only if it keeps failing.',
    },
    ...SEND_AGAIN,
  },
  {
    code: '40002',
    subCode: 'isv.invalid-file-extension',
    meaning: { zh: '上传文件的扩展名不在允许之列。', en: "The uploaded file's extension is not on the allowed list." },
    cure: {
      zh: '检查上传的文件名，扩展名只能是 csv、txt、zip、rar、gz、doc、docx、xls、xlsx、pdf、bmp、gif、jpg、jpeg、png 之一；用临时文件上传时尤其要留意。',
      en: 'Check the name of the file that is sent; its extension has to be one of csv, txt, zip, rar, gz, doc, docx, xls, xlsx, pdf, bmp, gif, jpg, jpeg, png. Temporary files often lack it.',
    },
    ...CALLER_MUST_CHANGE,
  },
  {
    code: '40002',
    subCode: 'isv.invalid-file-size',
    meaning: { zh: '上传的文件太大。', en: 'The uploaded file is too large.' },
    cure: {
      zh: '检查文件大小，上限是 50 MB，超过就压缩或拆分；个别接口的上限更低，以其文档为准。',
      en: 'Check the size of the file: the limit is 50 MB, and some APIs set a lower one on their own page; compress or split what is larger.',
    },
    ...CALLER_MUST_CHANGE,
  },
  {
    code: '40002',
    subCode: 'isv.invalid-method',
    meaning: { zh: '网关没有这个名字的接口。', en: 'The gateway has no API of this name.' },
    cure: {
      zh: '核对 method 的拼写，并确认该接口在所用环境（正式或沙箱）中存在。',
      en: 'Check how method is spelt, and that the API exists in the environment you call (production or sandbox).',
    },
    ...CALLER_MUST_CHANGE,
  },
  {
    code: '40002',
    subCode: 'isv.invalid-format',
    meaning: {
      zh: '要求了网关给不了的返回格式。',
      en: 'The request asks for a reply format that the gateway does not speak.',
    },
    cure: {
      zh: '检查 format 参数，可选的只有 json 和 xml 这 2 种，通常用 json。',
      en: 'Check the format parameter: only 2 formats exist, json and xml, and json is the usual one.',
    },
    ...CALLER_MUST_CHANGE,
  },
];
