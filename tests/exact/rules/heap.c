/* A priority queue in a heap, and a hash table with chains: dependent loads, stores right before loads. */
struct node {
    struct node *next;
    unsigned key, count;
};
static unsigned heap[64];
static struct node nodes[48], *table[16];
static unsigned nheap, nnodes;

static void push(unsigned v)
{
    unsigned i = nheap++;
    for (; i && heap[(i - 1) / 2] > v; i = (i - 1) / 2)
        heap[i] = heap[(i - 1) / 2];
    heap[i] = v;
}

static unsigned pop(void)
{
    unsigned top = heap[0], v = heap[--nheap], i = 0, k;
    while ((k = 2 * i + 1) < nheap) {
        k += k + 1 < nheap && heap[k + 1] < heap[k];
        if (heap[k] >= v)
            break;
        heap[i] = heap[k];
        i = k;
    }
    heap[i] = v;
    return top;
}

static struct node *look(unsigned key)
{
    struct node **at = &table[(key * 0x9e3779b1u) >> 28], *n = *at;
    while (n && n->key != key)
        n = n->next;
    if (!n) {
        n = &nodes[nnodes++];
        n->key = key;
        n->next = *at;
        *at = n;
    }
    return n;
}

int main(void)
{
    unsigned s = 1, h = 0;
    for (int i = 0; i < 60; i++) {
        s = s * 1103515245 + 12345;
        push(s >> 16 & 31);
    }
    while (nheap) {
        unsigned v = pop();
        look(v)->count++;
        h = h * 3 + v;
    }
    for (unsigned i = 0; i < nnodes; i++)
        h = h * 5 + nodes[i].count;
    return (int)h;
}
