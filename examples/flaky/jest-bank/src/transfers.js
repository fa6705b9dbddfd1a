/** Transfers are spread over four shards; the last one is kept on a slower disk. */
class TransferStore {
  constructor() {
    this.shards = [0, 0, 0, 20].map((writeMs) => ({ writeMs, transfers: new Map() }));
    this.next = Math.floor(Math.random() * this.shards.length);
  }

  async save(transfer) {
    const shard = this.shards[this.next];
    this.next = (this.next + 1) % this.shards.length;
    if (shard.writeMs > 0) await new Promise((resolve) => setTimeout(resolve, shard.writeMs));
    shard.transfers.set(transfer.id, transfer);
  }

  async find(id) {
    for (const shard of this.shards) {
      const transfer = await shard.transfers.get(id);
      if (transfer) return transfer;
    }
    return undefined;
  }
}

module.exports = { TransferStore };
