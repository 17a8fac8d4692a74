// @ts-check

/** @typedef {'open' | 'paying' | 'paid' | 'closed' | 'unresolved'} Status */
/** @typedef {'scan' | 'code' | 'page'} Means how the buyer pays: a bar code is scanned, a QR code shown, a page opened */
/** @typedef {{ zh: string, en: string }} Text */
/**
 * @typedef {object} Order
 * @property {string} number 商户订单号: one for each sale, never a new one for a second try
 * @property {string} subject
 * @property {string} amount in yuan with two decimals
 * @property {Status} status
 * @property {Means} [means]
 * @property {string} [qrCode]
 * @property {Text} [advice] what the cashier is to know
 * @property {boolean} [cancelInDoubt] a cancellation was sent, and nobody knows whether it was carried out
 * @property {string} [bookedBy] who told of the money first
 * @property {number} told how often somebody told of the money
 */
/** @typedef {ReturnType<typeof createOrders>} Orders */

export const GOODS = [
  { id: 'noodles', subject: '牛肉面', amount: '35.00' },
  { id: 'hotpot', subject: '火锅双人餐', amount: '88.80' },
  { id: 'tea', subject: '奶茶', amount: '9.90' },
];

/**
 * The book of orders. In production: a table with a unique key on the number, and each change a transaction.
 *
 * @param {(order: Order) => void} changed told of every change
 */
export function createOrders(changed) {
  /** @type {Map<string, Order>} */
  const orders = new Map();
  /** @type {string[]} */
  const puzzles = [];

  /** @param {Order} order @param {Partial<Order>} change */
  const change = (order, change) => {
    Object.assign(order, change);
    changed(order);
  };

  return {
    all: () => [...orders.values()],
    get: (/** @type {string} */ number) => orders.get(number),
    /** What a person has to look at. */
    puzzles,

    /** The price is the shop's, never the browser's. @param {string} id of the goods */
    open(id) {
      const item = GOODS.find((one) => one.id === id);
      if (item === undefined) return undefined;
      const number = `T-${orders.size + 1}`;
      /** @type {Order} */
      const order = { number, subject: item.subject, amount: item.amount, status: 'open', told: 0 };
      orders.set(number, order);
      changed(order);
      return order;
    },

    /** Whether the order can be paid so: an order has one way to be paid, and one cashier at it. @param {Order} order @param {Means} means */
    begin(order, means) {
      if (order.status !== 'open' || (order.means ?? means) !== means) return false;
      if (means === 'scan' && order.means === 'scan') return false;
      change(order, { means, ...(means === 'scan' ? { status: 'paying' } : {}) });
      return true;
    },

    /**
     * Books the money once, however often and by whomever it is told.
     *
     * @param {string} number @param {unknown} amount @param {string} by
     * @returns {'booked' | 'known' | 'puzzle'}
     */
    book(number, amount, by) {
      const order = orders.get(number);
      // What Alipay has signed is true; that it is about your order, and about all of its money, is for you to say.
      if (order === undefined || order.amount !== amount || order.status === 'closed') {
        puzzles.push(
          `${by} says that ${amount} was paid for ${number}: ${order?.status ?? 'unknown'}, ${order?.amount}`,
        );
        return 'puzzle';
      }
      const isNews = order.status !== 'paid';
      delete order.advice;
      change(order, { told: order.told + 1, ...(isNews ? { status: 'paid', bookedBy: by } : {}) });
      return isNews ? 'booked' : 'known';
    },

    change,
  };
}
