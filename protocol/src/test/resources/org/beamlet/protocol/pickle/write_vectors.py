"""Writes plain.tsv and foreign.tsv: pickles of CPython and of the SDK's serializer, and what they are as JSON. Argument: the folder."""
import sys, base64, json, pickle, pathlib, collections, decimal, datetime, uuid
try:
    import dill
except ImportError:
    dill=None
try:
    import numpy as np
except ImportError:
    np=None
out=[]
def j(v):
    if isinstance(v,(set,frozenset)): return [j(x) for x in v]
    if isinstance(v,(bytes,bytearray)): return base64.b64encode(bytes(v)).decode()
    if isinstance(v,pathlib.PurePath): return str(v)
    if isinstance(v,dict): return {k:j(x) for k,x in v.items()}
    if isinstance(v,(list,tuple)): return [j(x) for x in v]
    return v
def add(name, v, expected=None):
    for proto in (2,3,4,5):
        for lib,n in ((pickle,'pickle'),(dill,'dill')):
            if lib is None: continue
            b=lib.dumps(v,protocol=proto)
            out.append((f'{name} {n} {proto}', base64.b64encode(b).decode(), json.dumps(j(v)) if expected is None else expected))
shared=[1,2]
vals={
 'none':None,'truth':[True,False],'small':[0,1,-1,255,256,65535,65536,-129,2**31-1,-2**31,2**31,2**63-1,-2**63,2**63,2**200,-2**200],
 'float':[0.0,-0.0,1.5,1e300,5e-324,-2.25,float('inf'),float('-inf')],
 'text':['','a','é','日本','😀 emoji','x'*300,'\u0000','line\nfeed'],
 'bytes':[b'',b'\x00\xff',b'z'*300],
 'bytearray':bytearray(b'abc\xff'),'emptybytearray':bytearray(),
 'lists':[[],[1],[1,[2,[3,[4]]]],list(range(1100))],
 'tuples':[(),(1,),(1,2),(1,2,3),(1,2,3,4)],
 'dicts':{'a':{},'b':{'c':[1,{'d':None}]},'é':'😀'},
 'bigdict':{f'k{i}':i for i in range(1100)},
 'keys':{1:'i',-7:'n',True and 2:'x',None:'none',1.5:'f',1e16:'g',1e-5:'h',123456789.125:'k',0.1:'t',1e22:'u',1e15:'v',2.5e-7:'w'},
 'boolkeys':{True:1,False:0},
 'set':{5},'frozenset':frozenset([6]),'emptyset':set(),
 'path':[pathlib.Path('/data/x/y.h5'),pathlib.PurePosixPath('rel/file'),pathlib.PurePosixPath('/'),pathlib.PurePosixPath('.'),pathlib.PureWindowsPath('C:\\a\\b.txt')],
 'shared':[shared,shared,{'s':shared}],
 'ordered':collections.OrderedDict([('z',1),('a',2)]),
 'default':collections.defaultdict(int,{'n':3}),
 'kwargs':{'raw':'/eagle/x.h5','q':[1.5,2.5],'flag':True,'n':None,'mask':(1,2),'where':pathlib.PosixPath('/tmp')},
}
for k,v in vals.items(): add(k,v)
class Thing:
    def __init__(self): self.x=1
class Sub(list): pass
import types
foreign={
 'decimal':({'a':decimal.Decimal('1.5')},"argument 'a' is of type decimal.Decimal"),
 'datetime':({'t':[datetime.datetime(2026,1,1)]},"argument 't'[0] is of type datetime.datetime"),
 'uuid':({'u':uuid.UUID(int=5)},"argument 'u' is of type uuid.UUID"),
 'complex':({'z':{'deep':1j}},"argument 'z'['deep'] is of type complex"),
 'function':({'f':len},"argument 'f' is 'len' itself"),
 'range':({'r':range(3)},"argument 'r' is of type range"),
 'tuplekey':({'d':{(1,2):3}},"argument 'd' has a key that is no text and no number"),
 'twokeys':({'d':{1:2,'1':3}},"argument 'd' has two keys that both become '1'"),
 'counter':({'c':collections.Counter('aab')},"argument 'c' is of type collections.Counter"),
 'namedtuple':({'c':types.SimpleNamespace(a=1)},"argument 'c' is of type types.SimpleNamespace"),
}
if np is not None:
    foreign['ndarray']=({'img':np.zeros((2,2))},"argument 'img' is of type numpy.ndarray")
    foreign['npscalar']=({'n':[np.float64(2)]},"argument 'n'[0] is of a number type of numpy")
bad=[]
for k,(v,e) in foreign.items():
    for proto in (2,4,5):
        bad.append((f'{k} {proto}', base64.b64encode((dill or pickle).dumps(v,protocol=proto)).decode(), e))
d={}; d['self']=d
bad.append(('cycle',base64.b64encode(pickle.dumps({'a':d},protocol=4)).decode(),'is nested more than 200 deep, or contains itself'))
l=[0]
for _ in range(60): l=[l,l]
bad.append(('bomb',base64.b64encode(pickle.dumps({'a':l},protocol=4)).decode(),'refers to the same parts too often'))
o=sys.argv[1]
open(o+'/plain.tsv','w').write(''.join('\t'.join(x)+'\n' for x in out))
open(o+'/foreign.tsv','w').write(''.join('\t'.join(x)+'\n' for x in bad))
print(sys.version.split()[0], dill and dill.__version__, np and np.__version__, len(out),len(bad))
