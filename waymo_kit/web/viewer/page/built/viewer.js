var qo=Uint8Array.of(65,82,82,79,87,49),Kv=Uint8Array.of(255,255,255,255,0,0,0,0),Ji={V1:0,V2:1,V3:2,V4:3,V5:4};var Ri={NONE:0,Schema:1,DictionaryBatch:2,RecordBatch:3,Tensor:4,SparseTensor:5},te={Dictionary:-1,NONE:0,Null:1,Int:2,Float:3,Binary:4,Utf8:5,Bool:6,Decimal:7,Date:8,Time:9,Timestamp:10,Interval:11,List:12,Struct:13,Union:14,FixedSizeBinary:15,FixedSizeList:16,Map:17,Duration:18,LargeBinary:19,LargeUtf8:20,LargeList:21,RunEndEncoded:22,BinaryView:23,Utf8View:24,ListView:25,LargeListView:26},Ar={HALF:0,SINGLE:1,DOUBLE:2},Wn={DAY:0,MILLISECOND:1},It={SECOND:0,MILLISECOND:1,MICROSECOND:2,NANOSECOND:3},Qi={YEAR_MONTH:0,DAY_TIME:1,MONTH_DAY_NANO:2},Xn={Sparse:0,Dense:1},Cr={LZ4_FRAME:0,ZSTD:1},Rr={BUFFER:0};var Ir=Uint8Array,Bl=Uint16Array,kl=Uint32Array,zl=BigUint64Array,jo=Int8Array,bg=Int16Array,di=Int32Array,Ii=BigInt64Array,Kd=Float32Array,vs=Float64Array;function Zd(i){return Object.prototype.toString.call(i)}function Sg(i){return Zd(i)==="[object ArrayBuffer]"||Zd(i)==="[object SharedArrayBuffer]"}function Jd(i){return Zd(i)==="[object Uint8Array]"}function wg(i,e){let t=Math.log2(i)-3;return(e?[jo,bg,di,Ii]:[Ir,Bl,kl,zl])[t]}function Pr(i,e){let t=0,n=i.length;if(n<=2147483648)do{let s=t+n>>>1;i[s]<=e?t=s+1:n=s}while(t<n);else do{let s=Math.trunc((t+n)/2);i[s]<=e?t=s+1:n=s}while(t<n);return t}function Vl(i,e,t){if(e(i))return i;throw new Error(t(i))}function Pi(i,e,t){return e=Array.isArray(e)?e:Object.values(e),Vl(i,n=>e.includes(n),t??(()=>`${i} must be one of ${e}`))}function Lr(i,e){for(let[t,n]of Object.entries(i))if(n===e)return t;return"<Unknown>"}var $n=i=>`Unsupported data type: "${Lr(te,i)}" (id ${i})`,Zo=(i,e,t=!0,n=null)=>({name:i,type:e,nullable:t,metadata:n});function Mg(i){return Object.hasOwn(i,"name")&&Tg(i.type)}function Tg(i){return typeof i?.typeId=="number"}function _s(i,e="",t=!0){return Mg(i)?i:Zo(e,Vl(i,Tg,()=>"Data type expected."),t)}var Hl=(i,e,t=!1,n=-1)=>({typeId:te.Dictionary,id:n,dictionary:i,indices:e||Dr(),ordered:t});var Gl=(i=32,e=!0)=>({typeId:te.Int,bitWidth:Pi(i,[8,16,32,64]),signed:e,values:wg(i,e)});var Dr=()=>Gl(32);var Qd=(i=2)=>({typeId:te.Float,precision:Pi(i,Ar),values:[Bl,Kd,vs][i]});var ef=()=>({typeId:te.Binary,offsets:di}),Wl=()=>({typeId:te.Utf8,offsets:di});var tf=(i,e,t=128)=>({typeId:te.Decimal,precision:i,scale:e,bitWidth:Pi(t,[32,64,128,256]),values:t===32?di:zl});var nf=i=>({typeId:te.Date,unit:Pi(i,Wn),values:i===Wn.DAY?di:Ii});var sf=(i=It.MILLISECOND)=>{i=Pi(i,It);let e=i===It.SECOND||i===It.MILLISECOND?32:64;return{typeId:te.Time,unit:i,bitWidth:e,values:e===32?di:Ii}};var Xl=(i=It.MILLISECOND,e=null)=>({typeId:te.Timestamp,unit:Pi(i,It),timezone:e,values:Ii}),rf=(i=Qi.MONTH_DAY_NANO)=>({typeId:te.Interval,unit:Pi(i,Qi),values:i===Qi.MONTH_DAY_NANO?void 0:di}),$l=i=>({typeId:te.List,children:[_s(i)],offsets:di}),Yl=i=>({typeId:te.Struct,children:Array.isArray(i)&&i.length>0&&Mg(i[0])?i:Object.entries(i).map(([e,t])=>Zo(e,t))}),of=(i,e,t,n)=>(t??=e.map((s,r)=>r),{typeId:te.Union,mode:Pi(i,Xn),typeIds:t,typeMap:t.reduce((s,r,o)=>(s[r]=o,s),{}),children:e.map((s,r)=>_s(s,`_${r}`)),typeIdForValue:n,offsets:di}),af=i=>({typeId:te.FixedSizeBinary,stride:i}),ql=(i,e)=>({typeId:te.FixedSizeList,stride:e,children:[_s(i)]}),Eg=(i,e)=>({typeId:te.Map,keysSorted:i,children:[e],offsets:di});var lf=(i=It.MILLISECOND)=>({typeId:te.Duration,unit:Pi(i,It),values:Ii}),cf=()=>({typeId:te.LargeBinary,offsets:Ii}),hf=()=>({typeId:te.LargeUtf8,offsets:Ii}),uf=i=>({typeId:te.LargeList,children:[_s(i)],offsets:Ii}),df=(i,e)=>({typeId:te.RunEndEncoded,children:[Vl(_s(i,"run_ends"),t=>t.type.typeId===te.Int,()=>"Run-ends must have an integer type."),_s(e,"values")]});var ff=i=>({typeId:te.ListView,children:[_s(i,"value")],offsets:di}),pf=i=>({typeId:te.LargeListView,children:[_s(i,"value")],offsets:Ii});var Jv=new vs(2),jl=Jv.buffer,OC=new Ii(jl),FC=new kl(jl),BC=new di(jl),kC=new Ir(jl);function Sn(i){if(i>Number.MAX_SAFE_INTEGER||i<Number.MIN_SAFE_INTEGER)throw Error(`BigInt exceeds integer number representation: ${i}`);return Number(i)}function Zl(i,e){return Number(i/e)+Number(i%e)/Number(e)}var Nr=i=>BigInt.asUintN(64,i);function Cg(i,e){return BigInt.asIntN(64,i[e])}function Rg(i,e){let t=e<<1,n;return BigInt.asIntN(64,i[t+1])<0?(n=Nr(~i[t])|Nr(~i[t+1])<<64n,n=-(n+1n)):n=i[t]|i[t+1]<<64n,n}function Ig(i,e){let t=e<<2,n;return BigInt.asIntN(64,i[t+3])<0?(n=Nr(~i[t])|Nr(~i[t+1])<<64n|Nr(~i[t+2])<<128n|Nr(~i[t+3])<<192n,n=-(n+1n)):n=i[t]|i[t+1]<<64n|i[t+2]<<128n|i[t+3]<<192n,n}var e_=new TextDecoder("utf-8"),WC=new TextEncoder;function Ur(i){return e_.decode(i)}var $s=4;function mf(i,e){return(i[e>>3]&1<<e%8)!==0}function $t(i,e){let t=e+yt(i,e),n=t-yt(i,t),s=ei(i,n);return(r,o,a=null)=>{if(r<s){let l=ei(i,n+r);if(l)return o(i,t+l)}return a}}function wn(i,e){return e}function bs(i,e){return!!Kl(i,e)}function Kl(i,e){return Ko(i,e)<<24>>24}function Ko(i,e){return i[e]}function ei(i,e){return t_(i,e)<<16>>16}function t_(i,e){return i[e]|i[e+1]<<8}function yt(i,e){return i[e]|i[e+1]<<8|i[e+2]<<16|i[e+3]<<24}function Pg(i,e){return yt(i,e)>>>0}function Pt(i,e){return Sn(BigInt.asIntN(64,BigInt(Pg(i,e))+(BigInt(Pg(i,e+$s))<<32n)))}function Ys(i,e){let t=e+yt(i,e),n=yt(i,t);return t+=$s,Ur(i.subarray(t,t+n))}function Li(i,e,t,n){if(!e)return[];let s=e+yt(i,e);return Array.from({length:yt(i,s)},(r,o)=>n(i,s+$s+o*t))}var Jl=Symbol("rowIndex");function Jo(i,e){class t{constructor(r){this[Jl]=r}toJSON(){return Lg(i,e,this[Jl])}}let n=t.prototype;for(let s=0;s<i.length;++s){if(Object.hasOwn(n,i[s]))continue;let r=e[s];Object.defineProperty(n,i[s],{get(){return r.at(this[Jl])},enumerable:!0})}return s=>new t(s)}function Ql(i,e){return t=>Lg(i,e,t)}function Lg(i,e,t){let n={};for(let s=0;s<i.length;++s)n[i[s]]=e[s].at(t);return n}function Dg(i){return i instanceof Mn}var qs=class{static ArrayType=null;constructor({length:e,nullCount:t,type:n,validity:s,values:r,offsets:o,sizes:a,children:l}){this.length=e,this.nullCount=t,this.type=n,this.validity=s,this.values=r,this.offsets=o,this.sizes=a,this.children=l,(!t||!this.validity)&&(this.at=c=>this.value(c))}get[Symbol.toStringTag](){return"Batch"}at(e){return this.isValid(e)?this.value(e):null}isValid(e){return mf(this.validity,e)}value(e){return this.values[e]}slice(e,t){let n=t-e,s=Array(n);for(let r=0;r<n;++r)s[r]=this.at(e+r);return s}*[Symbol.iterator](){for(let e=0;e<this.length;++e)yield this.at(e)}},Mn=class extends qs{constructor(e){super(e);let{length:t,values:n}=this;this.values=n.subarray(0,t)}slice(e,t){return this.nullCount?super.slice(e,t):this.values.subarray(e,t)}[Symbol.iterator](){return this.nullCount?super[Symbol.iterator]():this.values[Symbol.iterator]()}},Or=class extends qs{static ArrayType=vs},At=class extends qs{static ArrayType=Array},Qo=class extends At{value(e){return null}},Tn=class extends Or{value(e){return Sn(this.values[e])}},ec=class extends Or{value(e){let t=this.values[e],n=(t&31744)>>10,s=(t&1023)/1024,r=(-1)**((t&32768)>>15);switch(n){case 31:return r*(s?Number.NaN:1/0);case 0:return r*(s?6103515625e-14*s:0)}return r*2**(n-15)*(1+s)}},tc=class extends At{value(e){return mf(this.values,e)}},ic=class extends Or{constructor(e){super(e);let{scale:t}=this.type;this.scale=10**t}value(e){return this.values[e]/this.scale}},nc=class extends qs{constructor(e){super(e);let{bitWidth:t,scale:n}=this.type;this.decimal=t===64?Cg:t===128?Rg:Ig,this.scale=10n**BigInt(n)}},sc=class extends nc{static ArrayType=vs;value(e){return Zl(this.decimal(this.values,e),this.scale)}},rc=class extends nc{static ArrayType=Array;value(e){return this.decimal(this.values,e)}},ea=class extends At{constructor(e){super(e),this.source=e}value(e){return new Date(this.source.value(e))}},oc=class extends Or{value(e){return 864e5*this.values[e]}},Ng=Tn,ac=class extends Tn{value(e){return super.value(e)*1e3}},Ug=Tn,lc=class extends Tn{value(e){return Zl(this.values[e],1000n)}},cc=class extends Tn{value(e){return Zl(this.values[e],1000000n)}},hc=class extends At{value(e){return this.values.subarray(e<<1,e+1<<1)}},uc=class extends At{value(e){let t=this.values,n=e<<4;return Float64Array.of(yt(t,n),yt(t,n+4),Pt(t,n+8))}},Og=({values:i,offsets:e},t)=>i.subarray(e[t],e[t+1]),Fg=({values:i,offsets:e},t)=>i.subarray(Sn(e[t]),Sn(e[t+1])),dc=class extends At{value(e){return Og(this,e)}},fc=class extends At{value(e){return Fg(this,e)}},pc=class extends At{value(e){return Ur(Og(this,e))}},mc=class extends At{value(e){return Ur(Fg(this,e))}},gc=class extends At{value(e){let t=this.offsets;return this.children[0].slice(t[e],t[e+1])}},yc=class extends At{value(e){let t=this.offsets;return this.children[0].slice(Sn(t[e]),Sn(t[e+1]))}},xc=class extends At{value(e){let t=this.offsets[e],n=t+this.sizes[e];return this.children[0].slice(t,n)}},vc=class extends At{value(e){let t=this.offsets[e],n=t+this.sizes[e];return this.children[0].slice(Sn(t),Sn(n))}},_c=class extends At{constructor(e){super(e),this.stride=this.type.stride}},bc=class extends _c{value(e){let{stride:t,values:n}=this;return n.subarray(e*t,(e+1)*t)}},Sc=class extends _c{value(e){let{children:t,stride:n}=this;return t[0].slice(e*n,(e+1)*n)}};function Bg({children:i,offsets:e},t){let[n,s]=i[0].children,r=e[t],o=e[t+1],a=[];for(let l=r;l<o;++l)a.push([n.at(l),s.at(l)]);return a}var wc=class extends At{value(e){return Bg(this,e)}},Mc=class extends At{value(e){return new Map(Bg(this,e))}},ta=class extends At{constructor({typeIds:e,...t}){super(t),this.typeIds=e,this.typeMap=this.type.typeMap}value(e,t=e){let{typeIds:n,children:s,typeMap:r}=this;return s[r[n[e]]].at(t)}},Tc=class extends ta{value(e){return super.value(e,this.offsets[e])}},ia=class extends At{constructor(e,t=Ql){super(e),this.names=this.type.children.map(n=>n.name),this.factory=t(this.names,this.children)}value(e){return this.factory(e)}},Ec=class extends ia{constructor(e){super(e,Jo)}},Ac=class extends At{value(e){let[{values:t},n]=this.children;return n.at(Pr(t,e))}},Cc=class extends At{setDictionary(e){return this.dictionary=e,this.cache=e.cache(),this}value(e){return this.cache[this.key(e)]}key(e){return this.values[e]}},Rc=class extends At{constructor({data:e,...t}){super(t),this.data=e}view(e){let{values:t,data:n}=this,s=e<<4,r=s+4,o=t,a=yt(o,s);return a>12&&(r=yt(o,s+12),o=n[yt(o,s+8)]),o.subarray(r,r+a)}},Ic=class extends Rc{value(e){return this.view(e)}},Pc=class extends Rc{value(e){return Ur(this.view(e))}};function kg(i){let e=[];return{add(t){return e.push(t),this},clear:()=>e=[],done:()=>new un(e,i)}}var un=class{constructor(e,t=e[0]?.type){this.type=t,this.length=e.reduce((r,o)=>r+o.length,0),this.nullCount=e.reduce((r,o)=>r+o.nullCount,0),this.data=e;let n=e.length,s=new Int32Array(n+1);if(n===1){let[r]=e;s[1]=r.length,this.at=o=>r.at(o)}else for(let r=0,o=0;r<n;++r)s[r+1]=o+=e[r].length;this.offsets=s}get[Symbol.toStringTag](){return"Column"}[Symbol.iterator](){let e=this.data;return e.length===1?e[0][Symbol.iterator]():i_(e)}at(e){let{data:t,offsets:n}=this,s=Pr(n,e)-1;return t[s]?.at(e-n[s])}get(e){return this.at(e)}toArray(){let{length:e,nullCount:t,data:n}=this,s=!t&&Dg(n[0]),r=n.length;if(s&&r===1)return n[0].values;let o=!r||t>0?Array:n[0].constructor.ArrayType??n[0].values.constructor,a=new o(e);return s?n_(a,n):s_(a,n)}cache(){return this._cache??(this._cache=this.toArray())}};function*i_(i){for(let e=0;e<i.length;++e){let t=i[e][Symbol.iterator]();for(let n=t.next();!n.done;n=t.next())yield n.value}}function n_(i,e){for(let t=0,n=0;t<e.length;++t){let{values:s}=e[t];i.set(s,n),n+=s.length}return i}function s_(i,e){let t=-1;for(let n=0;n<e.length;++n){let s=e[n];for(let r=0;r<s.length;++r)i[++t]=s.at(r)}return i}var Fr=class i{constructor(e,t,n=!1){let s=e.fields.map(o=>o.name);this.schema=e,this.names=s,this.children=t,this.factory=n?Jo:Ql;let r=[];this.getFactory=o=>r[o]??(r[o]=this.factory(s,t.map(a=>a.data[o])))}get[Symbol.toStringTag](){return"Table"}get numCols(){return this.names.length}get numRows(){return this.children[0]?.length??0}getChildAt(e){return this.children[e]}getChild(e){let t=this.names.findIndex(n=>n===e);return t>-1?this.children[t]:void 0}selectAt(e,t=[]){let{children:n,factory:s,schema:r}=this,{fields:o}=r;return new i({...r,fields:e.map((a,l)=>r_(o[a],t[l]))},e.map(a=>n[a]),s===Jo)}select(e,t){let n=this.names,s=e.map(r=>n.indexOf(r));return this.selectAt(s,t)}toColumns(){let{children:e,names:t}=this,n={};return t.forEach((s,r)=>n[s]=e[r]?.toArray()??[]),n}toArray(){let{children:e,getFactory:t,numRows:n}=this,s=e[0]?.data??[],r=Array(n);for(let o=0,a=-1;o<s.length;++o){let l=t(o);for(let c=0;c<s[o].length;++c)r[++a]=l(c)}return r}*[Symbol.iterator](){let{children:e,getFactory:t}=this,n=e[0]?.data??[];for(let s=0;s<n.length;++s){let r=t(s);for(let o=0;o<n[s].length;++o)yield r(o)}}at(e){let{children:t,getFactory:n,numRows:s}=this;if(e<0||e>=s)return null;let[{offsets:r}]=t,o=Pr(r,e)-1;return n(o)(e-r[o])}get(e){return this.at(e)}};function r_(i,e){return e!=null&&e!==i.name?{...i,name:e}:i}function na(i,e={}){let{typeId:t,bitWidth:n,mode:s,precision:r,unit:o}=i,{useBigInt:a,useBigIntTimestamp:l,useDate:c,useDecimalInt:h,useMap:u,useProxy:d}=e;switch(t){case te.Null:return Qo;case te.Bool:return tc;case te.Int:case te.Time:case te.Duration:return a||n<64?Mn:Tn;case te.Float:return r?Mn:ec;case te.Date:return zg(o===Wn.DAY?oc:Ng,c&&ea);case te.Timestamp:return l?Mn:zg(o===It.SECOND?ac:o===It.MILLISECOND?Ug:o===It.MICROSECOND?lc:cc,c&&ea);case te.Decimal:return n===32?h?Mn:ic:h?rc:sc;case te.Interval:return o===Qi.DAY_TIME?hc:o===Qi.YEAR_MONTH?Mn:uc;case te.FixedSizeBinary:return bc;case te.Utf8:return pc;case te.LargeUtf8:return mc;case te.Binary:return dc;case te.LargeBinary:return fc;case te.BinaryView:return Ic;case te.Utf8View:return Pc;case te.List:return gc;case te.LargeList:return yc;case te.Map:return u?Mc:wc;case te.ListView:return xc;case te.LargeListView:return vc;case te.FixedSizeList:return Sc;case te.Struct:return d?Ec:ia;case te.RunEndEncoded:return Ac;case te.Dictionary:return Cc;case te.Union:return s?Tc:ta}throw new Error($n(t))}function zg(i,e){return e?class extends e{constructor(n){super(new i(n))}}:i}var l_=-1,c_=8;function gf(i){return`Missing compression codec "${Lr(Cr,i)}" (id ${i})`}var h_=new Map;function Lc(i){return i!=null&&h_.get(i)||null}function Vg(i,{offset:e,length:t},n){if(t===0)return{bytes:new Uint8Array(0),offset:0,length:0};let s=Pt(i,e),r=i.subarray(e+c_,e+t),o=s===l_?r:n.decode(r,s);return{bytes:o,offset:0,length:o.length}}function u_(i,e){return{offset:Pt(i,e),metadataLength:yt(i,e+8),bodyLength:Pt(i,e+16)}}function yf(i,e){return Li(i,e,24,u_)}function Hg(i,e){let t=$t(i,e);return{codec:t(4,Kl,Cr.LZ4_FRAME),method:t(6,Kl,Rr.BUFFER)}}function Dc(i,e,t){let n=$t(i,e),s=t<Ji.V4?8:0;return{length:n(4,Pt,0),nodes:Li(i,n(6,wn),16,(r,o)=>({length:Pt(r,o),nullCount:Pt(r,o+8)})),regions:Li(i,n(8,wn),16+s,(r,o)=>({offset:Pt(r,o+s),length:Pt(r,o+s+8)})),compression:n(10,Hg),variadic:Li(i,n(12,wn),8,Pt)}}function Gg(i,e,t){let n=$t(i,e);return{id:n(4,Pt,0),data:n(6,(s,r)=>Dc(s,r,t)),isDelta:n(8,bs,!1)}}function xf(i,e,t,n){Pi(t,te,$n);let s=$t(i,e);switch(t){case te.Binary:return ef();case te.Utf8:return Wl();case te.LargeBinary:return cf();case te.LargeUtf8:return hf();case te.List:return $l(n[0]);case te.ListView:return ff(n[0]);case te.LargeList:return uf(n[0]);case te.LargeListView:return pf(n[0]);case te.Struct:return Yl(n);case te.RunEndEncoded:return df(n[0],n[1]);case te.Int:return Gl(s(4,yt,0),s(6,bs,!1));case te.Float:return Qd(s(4,ei,Ar.HALF));case te.Decimal:return tf(s(4,yt,0),s(6,yt,0),s(8,yt,128));case te.Date:return nf(s(4,ei,Wn.MILLISECOND));case te.Time:return sf(s(4,ei,It.MILLISECOND));case te.Timestamp:return Xl(s(4,ei,It.SECOND),s(6,Ys));case te.Interval:return rf(s(4,ei,Qi.YEAR_MONTH));case te.Duration:return lf(s(4,ei,It.MILLISECOND));case te.FixedSizeBinary:return af(s(4,yt,0));case te.FixedSizeList:return ql(n[0],s(4,yt,0));case te.Map:return Eg(s(4,bs,!1),n[0]);case te.Union:return of(s(4,ei,Xn.Sparse),n,Li(i,s(6,wn),4,yt))}return{typeId:t}}function sa(i,e){let t=Li(i,e,4,(n,s)=>{let r=$t(n,s);return[r(4,Ys),r(6,Ys)]});return t.length?new Map(t):null}function Nc(i,e,t){let n=$t(i,e);return{version:t,endianness:n(4,ei,0),fields:n(6,d_,[]),metadata:n(8,sa)}}function d_(i,e){return Li(i,e,4,Wg)}function Wg(i,e){let t=$t(i,e),n=t(8,Ko,te.NONE),s=t(10,wn,0),r=t(12,p_),o=t(14,f_,[]),a=xf(i,s,n,o);return r&&(r.dictionary=a,a=r),{name:t(4,Ys),type:a,nullable:t(6,bs,!1),metadata:t(16,sa)}}function f_(i,e){return Li(i,e,4,Wg)}function p_(i,e){if(!e)return null;let t=$t(i,e);return Hl(null,t(6,m_,Dr()),t(8,bs,!1),t(4,Pt,0))}function m_(i,e){return xf(i,e,te.Int)}var g_=(i,e)=>`Expected to read ${i} metadata bytes, but only read ${e}.`,y_=(i,e)=>`Expected to read ${i} bytes for message body, but only read ${e}.`,x_=i=>`Unsupported message type: ${i} (${Lr(Ri,i)})`;function Uc(i,e){let t=yt(i,e)||0;if(e+=$s,t===-1&&(t=yt(i,e)||0,e+=$s),t===0)return null;let n=i.subarray(e,e+=t);if(n.byteLength<t)throw new Error(g_(t,n.byteLength));let s=$t(n,0),r=s(4,ei,Ji.V1),o=s(6,Ko,Ri.NONE),a=s(8,wn,0),l=s(10,Pt,0),c;if(a){let h=o===Ri.Schema?Nc:o===Ri.DictionaryBatch?Gg:o===Ri.RecordBatch?Dc:null;if(!h)throw new Error(x_(o));if(c=h(n,a,r),l>0){let u=i.subarray(e,e+=l);if(u.byteLength<l)throw new Error(y_(l,u.byteLength));c.body=u}else o!==Ri.Schema&&(c.body=new Uint8Array(0))}return{version:r,type:o,index:e,content:c}}function Xg(i){let e=Sg(i)?new Uint8Array(i):i;return Jd(e)&&v_(e)?b_(e):__(e)}function v_(i){if(!i||i.length<4)return!1;for(let e=0;e<6;++e)if(qo[e]!==i[e])return!1;return!0}function __(i){let e=[i].flat(),t,n=[],s=[],r=[];for(let o of e){if(!Jd(o))throw new Error("IPC data batch was not a Uint8Array.");let a=0;for(;;){let l=Uc(o,a);if(l===null)break;if(a=l.index,!!l.content)switch(l.type){case Ri.Schema:t||(t=l.content);break;case Ri.RecordBatch:n.push(l.content),r.push(s.length);break;case Ri.DictionaryBatch:s.push(l.content);break}}}return{schema:t,dictionaries:s,records:n,dictsBeforeRecord:r,metadata:null}}function b_(i){let e=i.byteLength-(qo.length+4),t=yt(i,e),n=$t(i,e-t),s=n(4,ei,Ji.V1),r=n(8,yf,[]),o=n(10,yf,[]),a=o.map(l=>r.filter(c=>c.offset<l.offset).length);return{schema:n(6,(l,c)=>Nc(l,c,s)),dictionaries:r.map(({offset:l})=>Uc(i,l).content),records:o.map(({offset:l})=>Uc(i,l).content),dictsBeforeRecord:a,metadata:n(12,sa)}}function _f(i,e){return S_(Xg(i),e)}function S_(i,e={}){let{schema:t={fields:[]},dictionaries:n,records:s,dictsBeforeRecord:r}=i,{version:o,fields:a}=t,l=new Map,c=M_(e,o,l),h=new Map;w_(t,p=>{let y=p.type;y.typeId===te.Dictionary&&h.set(y.id,y.dictionary)});let u=p=>{let{id:y,data:m,isDelta:g,body:S}=p,E=h.get(y),b=vf(E,c({...m,body:S})),C=l.get(y);if(C)g?l.set(y,new un([...C.data,b],E)):l.set(y,new un([b],E));else{if(g)throw new Error("Delta update can not be first dictionary batch.");l.set(y,new un([b],E))}},d=a.map(p=>kg(p.type)),f=0;for(let p=0;p<s.length;p++){let y=r?r[p]:n.length;for(;f<y;)u(n[f++]);let m=c(s[p]);a.forEach((g,S)=>d[S].add(vf(g.type,m)))}for(;f<n.length;)u(n[f++]);return new Fr(t,d.map(p=>p.done()),e.useProxy)}function w_(i,e){i.fields.forEach(function t(n){e(n),n.type.dictionary?.children?.forEach(t),n.type.children?.forEach(t)})}function M_(i,e,t){let n={version:e,options:i,dictionary:s=>t.get(s)};return s=>{let{length:r,nodes:o,regions:a,compression:l,variadic:c,body:h}=s,u=-1,d=-1,f=-1;return{...n,length:r,node:()=>o[++u],buffer:p=>{let{bytes:y,length:m,offset:g}=T_(h,a[++d],l);return p?new p(y.buffer,y.byteOffset+g,m/p.BYTES_PER_ELEMENT):y.subarray(g,g+m)},variadic:()=>c[++f],visit(p){return p.map(y=>vf(y.type,this))}}}}function T_(i,e,t){if(t){if(t.method!==Rr.BUFFER)throw new Error(`Unknown compression method (${t.method})`);{let n=t.codec,s=Lc(n);if(!s)throw new Error(gf(n));return Vg(i,e,s)}}else return{bytes:i,...e}}function vf(i,e){let{typeId:t}=i,{options:n,node:s,buffer:r,variadic:o,version:a}=e,l=na(i,n),c={...s(),type:i};if(t===te.Null)return new l({...c,nullCount:c.length});switch(t){case te.Bool:case te.Int:case te.Time:case te.Duration:case te.Float:case te.Decimal:case te.Date:case te.Timestamp:case te.Interval:case te.FixedSizeBinary:return new l({...c,validity:r(),values:r(i.values)});case te.Utf8:case te.LargeUtf8:case te.Binary:case te.LargeBinary:return new l({...c,validity:r(),offsets:r(i.offsets),values:r()});case te.BinaryView:case te.Utf8View:return new l({...c,validity:r(),values:r(),data:Array.from({length:o()},()=>r())});case te.List:case te.LargeList:case te.Map:return new l({...c,validity:r(),offsets:r(i.offsets),children:e.visit(i.children)});case te.ListView:case te.LargeListView:return new l({...c,validity:r(),offsets:r(i.offsets),sizes:r(i.offsets),children:e.visit(i.children)});case te.FixedSizeList:case te.Struct:return new l({...c,validity:r(),children:e.visit(i.children)});case te.RunEndEncoded:return new l({...c,children:e.visit(i.children)});case te.Dictionary:{let{id:h,indices:u}=i;return new l({...c,validity:r(),values:r(u.values)}).setDictionary(e.dictionary(h))}case te.Union:return a<Ji.V5&&r(),new l({...c,typeIds:r(jo),offsets:i.mode===Xn.Sparse?null:r(i.offsets),children:e.visit(i.children)});default:throw new Error($n(t))}}var LI=new Uint16Array(new Uint8Array([1,0]).buffer)[0]===1;var fi=class extends Error{constructor(t,n){super(n);this.status=t}status},Oc=(()=>{let i=document.getElementById("waymo-kit-data");return i?JSON.parse(i.textContent??"{}"):null})(),Ss=Oc!==null,X_=/^(.*\/frames\/\d+)\/(boxes|points|projections|wireframes|image_boxes|cameras\/\d+\/(?:image|mask))(\?.*)?$/,bf=new Map;async function Sf(i,e){if(Oc){let n=Object.hasOwn(Oc,i)?Oc[i]:void 0;if(!n)throw new fi(404,"not in this file");return{bytes:Uint8Array.from(atob(n.base64),s=>s.charCodeAt(0)).buffer,type:n.type}}let t=X_.exec(i);return t?$_(t[1],t[2]+(t[3]??""),e):Jg(i,e)}function $_(i,e,t){return new Promise((n,s)=>{let r=bf.get(i);if(r){r.push({name:e,resolve:n,reject:s});return}let o=[{name:e,resolve:n,reject:s}];bf.set(i,o),queueMicrotask(()=>{bf.delete(i);let a=o.map(l=>encodeURIComponent(l.name)).join(",");Jg(`${i}/parts?names=${a}`,t).then(({bytes:l})=>Y_(l,o)).catch(l=>{for(let c of o)c.reject(l)})})})}function Y_(i,e){let t=8+new DataView(i).getUint32(4,!0),n=JSON.parse(new TextDecoder().decode(i.slice(8,t))),s=t;e.forEach((r,o)=>{let a=n[o];if(a.status){r.reject(new fi(a.status,a.error??""));return}r.resolve({bytes:i.slice(s,s+a.bytes),type:a.type}),s+=a.bytes})}async function Jg(i,e){let t;try{t=await fetch(i,{signal:e??null,credentials:"same-origin"})}catch(n){throw e?.aborted?n:new fi(0,"The server does not answer. Is waymo-kit view still running?")}if(!t.ok){let n=await t.text(),s=`The server answered with status ${t.status}.`;try{s=String(JSON.parse(n).error)}catch{}throw new fi(t.status,s)}return{bytes:await t.arrayBuffer(),type:t.headers.get("Content-Type")??""}}async function dn(i,e){return JSON.parse(new TextDecoder().decode((await Sf(i,e)).bytes))}async function Fc(i,e){return(await Sf(i,e)).bytes}async function Qg(i,e,t,n){let s=await ra(i,n);return e?createImageBitmap(s,{resizeWidth:e,resizeQuality:t?"pixelated":"medium"}):createImageBitmap(s)}async function ra(i,e){let{bytes:t,type:n}=await Sf(i,e);return new Blob([t],{type:n})}var e0=dn("api/session"),qn=class i{constructor(e,t){this.length=e;this.columns=t}length;columns;static async load(e,t){let n=_f(new Uint8Array(await Fc(e,t))),s=new Map;for(let r of n.names){let o=n.getChild(r),a=o.data,l=a.length>0&&a[0].stride!==void 0&&a[0].children?.length===1;s.set(r,l?a[0].children[0].values:o.toArray())}return new i(n.numRows,s)}numbers(e){let t=this.columns.get(e);if(t===void 0){if(this.length===0)return[];throw new fi(0,`The server left out the column ${e}. Does the page belong to this version?`)}return t}texts(e){return this.numbers(e)}lists(e){return this.numbers(e)}};var q_="http://www.w3.org/2000/svg";function N(i,e={},...t){let n=document.createElement(i);return t0(n,e,t),n}function Lt(i,e={},...t){let n=document.createElementNS(q_,i);return t0(n,e,t),n}function t0(i,e,t){for(let[n,s]of Object.entries(e))typeof s=="function"?i.addEventListener(n.slice(2),s):s!==!1&&s!==null&&s!==void 0&&i.setAttribute(n,s===!0?"":String(s));i0(i,t)}function i0(i,e){for(let t of e)t!=null&&t!==!1&&i.append(t instanceof Node?t:String(t))}function He(i,...e){i.replaceChildren(),i0(i,e)}function Br(i){let e=!1;return()=>{e||(e=!0,requestAnimationFrame(()=>{e=!1,i()}))}}var wf=new Map;function n0(){wf.clear()}function Si(i){let e=wf.get(i);return e===void 0&&(e=getComputedStyle(document.documentElement).getPropertyValue(`--${i}`).trim(),wf.set(i,e)),e}function Zs(i,e=2){let t=Math.min(window.devicePixelRatio||1,e),n=Math.round(i.clientWidth*t),s=Math.round(i.clientHeight*t);return(i.width!==n||i.height!==s)&&(i.width=n,i.height=s),t}function Mf(i,e,t,n,s){return N("div",{class:"segmented",role:"radiogroup","aria-label":i},...e.map(r=>N("button",{role:"radio","aria-checked":String(r===n),"data-value":r,onclick:()=>s(r)},t[r])))}function oa(i,e,t,n="",s={}){let r=n?N("i",{class:"dot",style:`background:${n}`}):null;return N("button",{class:"chip","aria-pressed":String(e),onclick:t,...s},r,i)}function s0(i,e,t,n="",s=!0){let r=N("input",{type:"checkbox",role:"switch",checked:e,disabled:!s,onchange:t});return N("label",{class:"toggle",title:s?null:"Not in this data"},r,N("span",{},i),n?N("kbd",{},n):null)}function aa(i,e,t,n,s,r,o){let a=N("output",{},r(s)),l=N("input",{type:"range",min:e,max:t,step:n,value:s,"aria-label":i,oninput:()=>{He(a,r(Number(l.value))),o(Number(l.value))}});return N("label",{class:"slider"},N("span",{},i),a,l)}function Ks(i){let e=i.filter(t=>t[1]!==null&&t[1]!=="");return N("dl",{class:"facts"},...e.flatMap(([t,n])=>[N("dt",{},t),N("dd",{},n)]))}function ws(i){let e=i.replaceAll("_"," ").toLowerCase();return e.charAt(0).toUpperCase()+e.slice(1)}function jn(i){return{location_sf:"San Francisco",location_phx:"Phoenix",location_other:"Other city"}[i]??ws(i.replace(/^location_/,""))}var j_=20,Z_=[["range","Distance of labels",["0 m","10","20","30","40","50","60","70","80+"]],["speed","Speed of objects",["still","0.2\u20131","1\u20133","3\u201310","10+ m/s"]],["points","Lidar points in labels",["0","1\u20135","6\u201320","21\u2013100","101\u2013500","500+"]]],Bc=class{constructor(e,t){this.store=e;this.session=t;let n=N("input",{type:"search",placeholder:t.select?"Words, or a condition such as time_of_day = 'Night'":"Name, place, time of day, weather","aria-label":"Filter drives",value:e.state.filter,oninput:()=>{e.set({filter:n.value}),this.filterSoon()}});this.element.append(N("header",{class:"browser-header"},N("h1",{},r0(t.title)),N("p",{class:"muted"},this.describe()),n,this.filters),this.summary,this.status,this.grid),this.sight=new IntersectionObserver(s=>{for(let{isIntersecting:r,target:o}of s)r&&(this.sight.unobserve(o),this.loadPicture(o))},{rootMargin:"400px"}),this.where=this.condition}store;session;element=N("main",{class:"browser"});cards=[];total=0;coverage=null;message="";isLoading=!1;isComplete=!1;grid=N("div",{class:"cards"});summary=N("div",{class:"summary"});filters=N("div",{class:"browser-filters"});status=N("p",{class:"status",role:"status"});drawn=new Map;sight;where="";async open(){if(await this.load(),!(this.coverage||!this.isComplete))try{this.coverage=await dn(`api/${encodeURIComponent(this.session.stamp)}/coverage`),this.drawSummary()}catch{}}describe(){let{segments:e,models:t,title_task:n}=this.session,s=t.map(({name:a})=>a).join(", "),{title:r}=this.session,o=r===r0(r)?"":` \xB7 ${r}`;return`${Tf(e.length)}${s?` \xB7 ${n} by ${s}`:""}${o}`}timer=0;filterSoon(){clearTimeout(this.timer),this.timer=window.setTimeout(()=>{if(this.condition===this.where)return this.draw();this.where=this.condition,this.cards.length=this.total=0,this.isComplete=!1,this.drawn.clear(),this.load()},250)}get condition(){let{filter:e}=this.store.state;return this.session.select&&/[=<>]|\b(in|is|like|between)\b/i.test(e)?e.trim():""}async load(){if(this.isLoading||this.isComplete||this.element.hidden)return;this.isLoading=!0;let[e,t]=[this.where,this.cards.length],n=()=>e===this.where&&t===this.cards.length,s=this.where?`&where=${encodeURIComponent(this.where)}`:"";try{let r=`api/${encodeURIComponent(this.session.stamp)}/cards?from=${t}&count=${j_}${s}`,o=await dn(r);n()&&(this.total=o.total,this.cards.push(...o.cards),this.message="",this.isComplete=this.cards.length>=o.total)}catch(r){n()&&([this.message,this.isComplete]=[r.message,!0])}return this.isLoading=!1,this.draw(),this.load()}draw(){this.drawFilters(),this.drawSummary();let e=this.cards.length<this.total?` of the first ${this.cards.length} of ${this.total}`:"",{filter:t}=this.store.state;He(this.status,this.message||(t.trim()||e?`${Tf(this.matching.length)}${e}`:""));let n=this.matching.map(s=>this.card(s));[...this.grid.children].some((s,r)=>s!==n[r])&&He(this.grid),this.grid.append(...n.slice(this.grid.children.length))}get matching(){let e=this.condition?[]:this.store.state.filter.toLowerCase().split(/\s+/).filter(Boolean);return this.cards.filter(t=>{let n=`${t.segment} ${jn(t.location)} ${t.time_of_day} ${t.weather}`.toLowerCase();return e.every(s=>n.includes(s))})}drawFilters(){let{filter:e}=this.store.state,t=e.toLowerCase().split(/\s+/),n=new Map;for(let r of this.cards)for(let o of[r.location&&jn(r.location),r.time_of_day,r.weather&&ws(r.weather)])o&&n.set(o.toLowerCase(),o);if(this.condition||n.size<2)return He(this.filters);let s=r=>{let o=r.split(" ").every(c=>t.includes(c)),a=t.filter(c=>c&&!r.split(" ").includes(c)),l=(o?a:[...a,r]).join(" ");this.element.querySelector("input[type=search]").value=l,this.store.set({filter:l}),this.draw()};He(this.filters,...[...n].sort().map(([r,o])=>oa(o,r.split(" ").every(a=>t.includes(a)),()=>s(r))))}drawSummary(){let e=Z_.map(([n,s,r])=>this.histogram(n,s,r)),t=[...this.coverage?.cities??[]].sort((n,s)=>s.poses-n.poses);e.push(...t.slice(0,3).map(n=>this.map(n))),He(this.summary,...e)}histogram(e,t,n){let{matching:s}=this,r=n.map((c,h)=>s.reduce((u,d)=>u+(d.histograms?.[e]?.[h]??0),0)),o=Math.max(...r);if(!o)return null;let a=300/n.length,l=r.map((c,h)=>{let u=c/o*62;return Lt("rect",{x:h*a+1,y:64-u,width:a-2,height:u,rx:1.5,class:"bar"},Lt("title",{},`${n[h]}: ${c.toLocaleString("en")}`))});return N("figure",{class:"card-figure"},N("figcaption",{},t,N("span",{},Tf(s.length))),Lt("svg",{viewBox:"0 0 300 66",preserveAspectRatio:"none",role:"img","aria-label":t},...l),N("div",{class:"bins","aria-hidden":"true"},...n.map(c=>N("span",{},c))))}map(e){let t=[...e.outlines.flat(),...e.paths.flatMap(({positions:h})=>h)],[n,s]=[Math.min(...t.map(([h])=>h)),Math.max(...t.map(([h])=>h))],[r,o]=[Math.min(...t.map(([,h])=>h)),Math.max(...t.map(([,h])=>h))],a=Math.max(s-n,(o-r)*2,1)*1.06,l=([h,u])=>`${((h-(n+s)/2)/a*300+150).toFixed(1)} ${(75-(u-(r+o)/2)/a*300).toFixed(1)}`,c=h=>`M${h.map(l).join("L")}Z`;return N("figure",{class:"card-figure"},N("figcaption",{},jn(e.city)||"Map",N("span",{},`${e.area_km2.toFixed(2)} km\xB2 seen ${e.times_covered.toFixed(1)}\xD7`)),Lt("svg",{viewBox:"0 0 300 150",class:"coverage"},Lt("path",{d:e.outlines.map(c).join(""),class:"area","fill-rule":"evenodd"}),...e.paths.map(({segment:h,positions:u})=>Lt("path",{d:`M${u.map(l).join("L")}`,class:"way",onclick:()=>this.show(h)},Lt("title",{},h)))))}show(e){this.store.set({segment:e,frame:0,box:"",eye:[]},!0)}card(e){let t=this.drawn.get(e.segment);if(t)return t;let n=Object.entries(e.objects).filter(([,o])=>o>0).sort((o,a)=>a[1]-o[1]),s=[jn(e.location),e.time_of_day,ws(e.weather)].filter(Boolean).join(" \xB7 "),r=N("button",{class:"card","data-segment":e.segment,onclick:()=>this.show(e.segment)},N("div",{class:"picture"}),N("div",{class:"card-text"},N("b",{},s||e.segment),N("p",{class:"name"},e.segment),e.error?N("p",{class:"bad"},e.error):N("p",{class:"muted"},`${e.frames} frames \xB7 ${e.seconds.toFixed(1)} s \xB7 ${(1e3*e.kilometers).toFixed(0)} m`),n.length?N("p",{class:"muted"},n.map(([o,a])=>`${a} ${o.toLowerCase()}${a===1?"":"s"}`).join(" \xB7 ")):null,K_(e.boxes_by_frame)));return this.drawn.set(e.segment,r),this.sight.observe(r),r}async loadPicture(e){let t=e.dataset.segment??"",n=`api/${encodeURIComponent(this.session.stamp)}/segments/${encodeURIComponent(t)}/thumbnail`;try{let s=URL.createObjectURL(await ra(n));e.querySelector(".picture")?.append(N("img",{src:s,alt:"",onload:()=>URL.revokeObjectURL(s)}))}catch{e.classList.add("no-picture")}}};function Tf(i){return`${i} ${i===1?"drive":"drives"}`}function r0(i){return i.replace(/[/\\]+$/,"").split(/[/\\]/).pop()||i}function K_(i){if(i.length<2)return null;let e=Math.max(...i,1),t=i.map((n,s)=>`${(s/(i.length-1)*300).toFixed(1)} ${(26-n/e*24).toFixed(1)}`);return Lt("svg",{viewBox:"0 0 300 28",preserveAspectRatio:"none",class:"sparkline","aria-hidden":"true"},Lt("path",{d:`M0 28L${t.join("L")}L300 28Z`}))}function Bt(i){return i.id?`${i.source}:${i.id}`:`${i.source}:#${i.frame}.${i.row}`}async function a0(i,e){let t=await Fc(i,e),n=new DataView(t);c0(n,"WKP1",i);let s=n.getUint32(4,!0),r=n.getUint32(12,!0),o=16+Math.ceil(6*s/4)*4;return{count:s,xyz:new Int16Array(t,16,3*s),scale:n.getFloat32(8,!0),attributes:new Uint8Array(t,o,4*s),instances:r&2?new Uint16Array(t,o+4*s,s):null,hasClasses:(r&1)!==0}}async function l0(i,e){let t=await Fc(i,e),n=new DataView(t);c0(n,"WKC1",i);let s=n.getUint32(4,!0);return{pixels:new Uint16Array(t,8,4*s),cameras:new Uint8Array(t,8+8*s,2*s)}}function c0(i,e,t){let n=String.fromCharCode(...[0,1,2,3].map(s=>i.getUint8(s)));if(n!==e)throw new fi(0,`${t} starts with ${n} instead of ${e}.`)}async function h0(i,e,t){let n=await qn.load(i,t),[s,r,o,a]=["source","row","type","score"].map(E=>n.numbers(E)),[l,c,h]=["center_x","center_y","center_z"].map(E=>n.numbers(E)),[u,d,f,p]=["length","width","height","heading"].map(E=>n.numbers(E)),[y,m,g]=["velocity_x","velocity_y","num_points"].map(E=>n.numbers(E)),S=n.texts("id");return Array.from({length:n.length},(E,b)=>({frame:e,source:s[b],row:r[b],center:[l[b],c[b],h[b]],size:[u[b],d[b],f[b]],heading:p[b],type:o[b],id:S[b],score:a[b],velocity:[y[b],m[b]],points:g[b]}))}async function u0(i,e,t){let n=await qn.load(i,t),[s,r,o,a]=["source","row","camera","type"].map(p=>n.numbers(p)),[l,c,h,u]=["center_x","center_y","length","width"].map(p=>n.numbers(p)),[d,f]=[n.texts("id"),n.numbers("score")];return Array.from({length:n.length},(p,y)=>({frame:e,source:s[y],row:r[y],camera:o[y],type:a[y],id:d[y],score:f[y],extent:[l[y]-h[y]/2,c[y]-u[y]/2,l[y]+h[y]/2,c[y]+u[y]/2]}))}async function d0(i,e){let t=await qn.load(i,e),[n,s,r,o]=["camera","source","row","edge"].map(l=>t.numbers(l)),a=t.numbers("pixels");return{length:t.length,camera:n,source:s,row:r,edge:o,pixels:a}}var kc=class i{ranges=new Map;frame;center;speed;range;points;score;row;constructor(e){let t=e.texts("id");this.frame=e.numbers("frame"),this.row=e.numbers("row"),this.center=[e.numbers("center_x"),e.numbers("center_y"),e.numbers("center_z")],this.speed=e.numbers("speed"),this.range=e.numbers("range"),this.points=e.numbers("num_points"),this.score=e.numbers("score");for(let n=0,s=1;s<=e.length;s++)(s===e.length||t[s]!==t[n])&&(this.ranges.set(t[n],[n,s]),n=s)}static async load(e,t){return new i(await qn.load(e,t))}rows(e){return this.ranges.get(e)??null}},J_=["","TP","FP","FN","IGNORED"],Q_=["","background","localization","duplicate"],o0=2**20,zc=class i{length;numbers={};ids;byPrediction=new Map;byLabel=new Map;constructor(e){this.length=e.length;let t=["frame","camera","outcome","cause","flags","type","score","prediction","label","iou","heading_error","range"];for(let n of t)this.numbers[n]=e.numbers(n);this.ids=[e.texts("prediction_id"),e.texts("label_id")];for(let n=0;n<e.length;n++){let[s,r]=[this.numbers.prediction[n],this.numbers.label[n]],o=this.numbers.frame[n]*o0;s>=0&&this.byPrediction.set(o+s,n);let a=this.numbers.outcome[n];r>=0&&(a===1||a===3)&&this.byLabel.set(o+r,n)}}static async load(e,t){return new i(await qn.load(e,t))}of(e){let t=(e.source<0?this.byLabel:this.byPrediction).get(e.frame*o0+e.row);return t===void 0?null:this.row(t)}row(e){let t=n=>this.numbers[n][e];return{frame:t("frame"),camera:t("camera"),outcome:J_[t("outcome")],cause:Q_[t("cause")],isSwitch:(t("flags")&1)!==0,isWrongHeading:(t("flags")&2)!==0,type:t("type"),score:t("score"),prediction:t("prediction"),label:t("label"),predictionId:this.ids[0][e],labelId:this.ids[1][e],iou:t("iou"),headingError:t("heading_error"),range:t("range")}}};async function f0(i,e){let t=await qn.load(i,e),[n,s]=[t.texts("kind"),t.lists("points")];return Array.from({length:t.length},(r,o)=>({kind:n[o],points:s[o]}))}var fn=["Unknown","Vehicle","Pedestrian","Sign","Cyclist"],kr=["","Front","Front left","Front right","Side left","Side right"],eb=["","Top","Front","Side left","Side right","Rear"],Vc={TP:"True positive",FP:"False positive",FN:"False negative",IGNORED:"Not scored",SWITCH:"Id switch",HEADING:"Wrong heading"},p0={dark:["#bad4df","#56b4e9","#eb8d12","#b86d95","#fff06e"],light:["#706f71","#216bb3","#b54f06","#690555","#4f3804"]},Di={dark:{TP:"#3dd0b5",FP:"#f4722c",FN:"#f7a4ff",IGNORED:"#8a97a5",SWITCH:"#fbec69",HEADING:"#3585ef"},light:{TP:"#00705c",FP:"#bb4604",FN:"#a207b4",IGNORED:"#66727e",SWITCH:"#423806",HEADING:"#3a4bf9"}},tb={dark:["#56b4e9","#f0a63c"],light:["#0b62a8","#a04a00"]},en={dark:{background:"#0b0f14",grid:"#1c2530",selected:"#ffffff",trail:"#7f8fa0"},light:{background:"#f4f6f8",grid:"#d9dfe5",selected:"#10161c",trail:"#6b7884"}},m0={dark:["#2c4258","#41647c","#5b8c92","#94b39c","#e2ddc2"],light:["#b9c6d0","#86a3b4","#5a8494","#34606e","#173b47"]},g0={dark:["#6b7885","#56b4e9","#eb8d12","#bad4df","#fff06e","#b86d95","#a99bff","#d96a4a"],light:["#8b97a3","#216bb3","#b54f06","#706f71","#4f3804","#690555","#5540c0","#8a2f16"]},Ef=[["Undefined","#5b6672"],["Car","#56b4e9"],["Truck","#2f8fd0"],["Bus","#7cc7f2"],["Other vehicle","#9fb8e8"],["Motorcyclist","#f5e663"],["Bicyclist","#e8d33c"],["Pedestrian","#ff9d2e"],["Sign","#e58dbb"],["Traffic light","#f472c8"],["Pole","#c3a6d8"],["Construction cone","#ff6f4a"],["Bicycle","#cbbd5a"],["Motorcycle","#bfae3a"],["Building","#a58f7c"],["Vegetation","#2f9468"],["Tree trunk","#8a7350"],["Curb","#b9a7a0"],["Road","#566a80"],["Lane marker","#dfe7ee"],["Other ground","#6f7f78"],["Walkable","#8ea39a"],["Sidewalk","#93a0ad"]];function En(i,e){return p0[i][e]??p0[i][0]}function Kn(i,e){return tb[i][e]}function Zn(i){return[1,3,5].map(e=>parseInt(i.slice(e,e+2),16))}function y0(i){return i==="height"||i==="intensity"||i==="range"||i==="elongation"}function x0(i){return`linear-gradient(to right, ${m0[i].join(", ")})`}function Hc(i,e){let t={height:["\u22121 m","4 m"],intensity:["0","1"],range:["0 m","75 m"],elongation:["0","1.5"]},n=g0[i],s={lidar:eb.slice(1).map((r,o)=>[r,n[o+1]]),return:[["First",n[1]],["Second",n[2]]],semantic:Ef.slice(1),instance:[]};return{continuous:y0(e),entries:s[e]??[],limits:t[e]??["",""]}}function la(i,e){let t=new Uint8Array(1024);for(let n=0;n<256;n++)t.set([...ib(i,e,n),255],4*n);return t}function ib(i,e,t){if(y0(e)){let s=m0[i],r=t/255*(s.length-1),o=Zn(s[Math.floor(r)]),a=Zn(s[Math.min(Math.floor(r)+1,s.length-1)]);return o.map((l,c)=>Math.round(l+r%1*(a[c]-l)))}if(e==="semantic"){let s=Zn(Ef[t]?.[1]??Ef[0][1]);return i==="dark"?s:s.map(r=>Math.round(.72*r))}let n=g0[i];return e==="instance"&&t>0?Zn(n[1+t%(n.length-1)]):Zn(n[t%n.length])}var Gc=class{constructor(e,t){this.store=e;this.session=t}store;session;theme="dark";segment=null;frame=null;outcomes=new Map;events=[];tracks=new Map;zones=null;hovered="";pending=0;get models(){let{models:e}=this.session,{model:t,other:n,layout:s}=this.store.state;if(!e.length)return[];let r=Math.max(e.findIndex(({name:a})=>a===t),0);if(s==="single"||e.length<2)return[r];let o=e.findIndex(({name:a},l)=>a===n&&l!==r);return[r,o>=0?o:r===0?1:0]}wait(e){this.pending++,e.finally(()=>this.pending--)}get matching(){let{score:e,iou:t}=this.store.state;return{score:e<0?this.session.cutoff:e,iou:t}}get selected(){let{box:e}=this.store.state;return e?this.frame?.boxes.find(t=>Bt(t)===e)??null:null}scored(e,t){return this.outcomes.get(t)?.of(e)??null}style(e,t){let{state:n}=this.store,s=Di[this.theme],r=e.source<0;if(!this.store.shows(r?"labels":"predictions")||!r&&(!t.includes(e.source)||e.score<this.matching.score)||n.types.length&&e.type>0&&!n.types.includes(e.type))return null;let o=En(this.theme,e.type);if(!t.length)return{color:o,dashed:!1,faint:!1};let a=(r?t:[e.source]).map(m=>this.scored(e,m));if(!t.some(m=>this.outcomes.has(m)))return{color:r?s.IGNORED:o,dashed:!1,faint:r};if(a.every(m=>m?.outcome==="TP")&&!this.store.shows("matched"))return null;let h=t.filter((m,g)=>a[g]?.outcome==="FN"),u=r&&h.length>0,d=a.every(m=>m===null||m.outcome==="IGNORED"),f=r?!u:d,p=t.length>1||n.boxes==="source",y;if(n.boxes==="type")y=o;else if(d)y=s.IGNORED;else if(r){let m=h.length===1&&t.length>1?this.models.indexOf(h[0]):-1;y=u?m>=0?Kn(this.theme,m):s.FN:s.IGNORED}else p?y=Kn(this.theme,this.models.indexOf(e.source)===1?1:0):y=s[zr(a[0])];return{color:y,dashed:u,faint:f}}};function zr(i){return i.outcome==="TP"&&i.isSwitch?"SWITCH":i.outcome==="TP"&&i.isWrongHeading?"HEADING":i.outcome}var v0=document.createElement("canvas"),tn=nb();function _0(){return tn?v0:document.createElement("canvas")}function pn(i){return i.getContext("2d",{willReadFrequently:tn})}function nb(){let i=v0.getContext("webgl2",{antialias:!1,alpha:!0,premultipliedAlpha:!0}),e=i?.getExtension("WEBGL_debug_renderer_info"),t=i&&e?String(i.getParameter(e.UNMASKED_RENDERER_WEBGL)):"",n=/swiftshader|llvmpipe|software/i.test(t);return n||i?.getExtension("WEBGL_lose_context")?.loseContext(),n}var sb=["follow","world","birds-eye","camera"],Js=["height","intensity","range","elongation","lidar","return","semantic","instance"],Cf=["points","labels","predictions","matched","ids","arrows","trails","map","zones","cameras","boxes2d","masks","paint"],rb=["boxes2d","masks","paint"],Rf=["TP","FP","FN","IGNORED","SWITCH","HEADING"],If=["single","overlay","side"],Pf=["outcome","type","source"],Lf=["worst","score","iou","heading_error","points","range","time"],ob=["errors","layers","details","info",""];function T0(){return{segment:"",frame:0,view:"follow",camera:1,color:"height",boxes:"outcome",layers:Cf.filter(i=>!rb.includes(i)),model:"",other:"",layout:"single",score:-1,iou:0,outcomes:["FP","FN","SWITCH","HEADING"],types:[1,2,3,4],range:[0,0],weather:"",sort:"worst",everywhere:!1,disagree:!1,box:"",panel:"errors",speed:1,eye:[],filter:""}}function Vr(i){return[String,(e,t)=>i.some(n=>String(n)===e)?e:t]}function b0(i){return[e=>e.join(",")||"none",e=>i.filter(t=>e.split(",").includes(t))]}var ca=(i,e)=>[t=>String(+t.toFixed(4)),(t,n)=>{let s=Number(t);return t!==""&&Number.isFinite(s)?Math.min(Math.max(s,i),e):n}],Hr=[String,String],S0=[String,i=>i==="true"],Af=(i,e)=>[t=>t.map(n=>+n.toFixed(i)).join(","),(t,n)=>{let s=t.split(",").map(Number);return e.includes(s.length)&&s.every(Number.isFinite)?s:n}],Wc={segment:Hr,frame:ca(0,1e6),view:Vr(sb),camera:ca(1,5),color:Vr(Js),boxes:Vr(Pf),layers:b0(Cf),model:Hr,other:Hr,layout:Vr(If),score:ca(-1,1),iou:ca(0,1),outcomes:b0(Rf),types:Af(0,[1,2,3,4]),range:Af(1,[2]),weather:Hr,sort:Vr(Lf),everywhere:S0,disagree:S0,box:Hr,panel:Vr(ob),speed:ca(.25,4),eye:Af(2,[6]),filter:Hr};function w0(i){let e=T0(),t=[];for(let n of Object.keys(Wc)){let s=Wc[n][0],r=s(i[n]);r!==s(e[n])&&t.push(`${n}=${encodeURIComponent(r).replaceAll("%2C",",")}`)}return t.length?`#${t.join("&")}`:""}function M0(i){let e=T0();for(let t of i.replace(/^#/,"").split("&")){let n=t.indexOf("="),s=t.slice(0,n);if(n<1||!Object.hasOwn(Wc,s))continue;let r=Wc[s][1];try{e[s]=r(decodeURIComponent(t.slice(n+1)),e[s])}catch{}}return e.frame=Math.round(e.frame),e.camera=Math.round(e.camera),e}var Xc=class{state;listeners=[];written=0;constructor(){this.state=M0(location.hash),window.addEventListener("hashchange",()=>{location.hash!==w0(this.state)&&this.set(M0(location.hash))})}subscribe(e){this.listeners.push(e)}set(e,t=!1){let n=this.state,s=new Set;for(let r of Object.keys(e))JSON.stringify(n[r])!==JSON.stringify(e[r])&&s.add(r);if(s.size){t&&this.write(!0),this.state={...n,...e},t&&history.pushState(null,"",this.url());for(let r of this.listeners)r(this.state,s);this.write(!1)}}touch(e=!1){this.write(e)}toggleLayer(e){this.set({layers:Cf.filter(t=>this.state.layers.includes(t)!==(t===e))})}shows(e){return this.state.layers.includes(e)}url(){return`${location.pathname}${location.search}${w0(this.state)}`}write(e){clearTimeout(this.written);let t=()=>history.replaceState(null,"",this.url());e?t():this.written=window.setTimeout(t,150)}};/**
 * @license
 * Copyright 2010-2026 Three.js Authors
 * SPDX-License-Identifier: MIT
 */var xi={LEFT:0,MIDDLE:1,RIGHT:2,ROTATE:0,DOLLY:1,PAN:2},Hi={ROTATE:0,PAN:1,DOLLY_PAN:2,DOLLY_ROTATE:3},ay=0,lp=1,ly=2;var Xa=1,cy=2,vo=3,Us=0,vi=1,on=2,rr=0,_o=1,cp=2,hp=3,up=4,hy=5;var or=100,uy=101,dy=102,fy=103,py=104,my=200,gy=201,yy=202,xy=203,dp=204,fp=205,vy=206,_y=207,by=208,Sy=209,wy=210,My=211,Ty=212,Ey=213,Ay=214,_h=0,bh=1,Sh=2,oo=3,wh=4,Mh=5,Th=6,Eh=7,pp=0,Cy=1,Ry=2,In=0,mp=1,gp=2,yp=3,xp=4,vp=5,_p=6,bp=7;var Sp=300,ar=301,bo=302,Jh=303,Qh=304,Ah=1e3,Cn=1001,Ch=1002,Nt=1003,Iy=1004;var $a=1005;var gi=1006,eu=1007;var ls=1008;var Gi=1009,wp=1010,Mp=1011,So=1012,wo=1013,vn=1014,an=1015,_n=1016,tu=1017,iu=1018,lr=1020,Tp=35902,Ep=35899,Ap=1021,Cp=1022,Wi=1023,ss=1026,cs=1027,nu=1028,su=1029,Os=1030,ru=1031;var ou=1033,Ya=33776,qa=33777,ja=33778,Za=33779,au=35840,lu=35841,cu=35842,hu=35843,uu=36196,du=37492,fu=37496,pu=37488,mu=37489,Ka=37490,gu=37491,yu=37808,xu=37809,vu=37810,_u=37811,bu=37812,Su=37813,wu=37814,Mu=37815,Tu=37816,Eu=37817,Au=37818,Cu=37819,Ru=37820,Iu=37821,Pu=36492,Lu=36494,Du=36495,Nu=36283,Uu=36284,Ja=36285,Ou=36286;var _a=2300,Rh=2301,xh=2302,ep=2303,tp=2400,ip=2401,np=2402;var Py=3200;var Rp=0,Ly=1,hs="",Oi="srgb",ba="srgb-linear",Sa="linear",ft="srgb";var vh=7680;var Dy=519,Ny=512,Uy=513,Oy=514,Ip=515,Fy=516,By=517,Pp=518,Lp=519,Dp=35044,Np=35048;var Qa="300 es",sn=2e3,wa=2001;function ab(i){for(let e=i.length-1;e>=0;--e)if(i[e]>=65535)return!0;return!1}function lb(i){return ArrayBuffer.isView(i)&&!(i instanceof DataView)}function Ma(i){return document.createElementNS("http://www.w3.org/1999/xhtml",i)}function ky(){let i=Ma("canvas");return i.style.display="block",i}var E0={},ao=null;function Ta(...i){let e="THREE."+i.shift();ao?ao("log",e,...i):console.log(e,...i)}function zy(i){let e=i[0];if(typeof e=="string"&&e.startsWith("TSL:")){let t=i[1];t&&t.isStackTrace?i[0]+=" "+t.getLocation():i[1]='Stack trace not available. Enable "THREE.Node.captureStackTrace" to capture stack traces.'}return i}function Ne(...i){i=zy(i);let e="THREE."+i.shift();if(ao)ao("warn",e,...i);else{let t=i[0];t&&t.isStackTrace?console.warn(t.getError(e)):console.warn(e,...i)}}function ze(...i){i=zy(i);let e="THREE."+i.shift();if(ao)ao("error",e,...i);else{let t=i[0];t&&t.isStackTrace?console.error(t.getError(e)):console.error(e,...i)}}function ya(...i){let e=i.join(" ");e in E0||(E0[e]=!0,Ne(...i))}function Vy(i,e,t){return new Promise(function(n,s){function r(){switch(i.clientWaitSync(e,i.SYNC_FLUSH_COMMANDS_BIT,0)){case i.WAIT_FAILED:s();break;case i.TIMEOUT_EXPIRED:setTimeout(r,t);break;default:n()}}setTimeout(r,t)})}var Hy={[_h]:_h,[Sh]:Th,[wh]:wh,[oo]:Mh,[bh]:bh,[Th]:Sh,[Eh]:Eh,[Mh]:oo},xn=class{addEventListener(e,t){this._listeners===void 0&&(this._listeners={});let n=this._listeners;n[e]===void 0&&(n[e]=[]),n[e].indexOf(t)===-1&&n[e].push(t)}hasEventListener(e,t){let n=this._listeners;return n===void 0?!1:n[e]!==void 0&&n[e].indexOf(t)!==-1}removeEventListener(e,t){let n=this._listeners;if(n===void 0)return;let s=n[e];if(s!==void 0){let r=s.indexOf(t);r!==-1&&s.splice(r,1)}}dispatchEvent(e){let t=this._listeners;if(t===void 0)return;let n=t[e.type];if(n!==void 0){e.target=this;let s=n.slice(0);for(let r=0,o=s.length;r<o;r++)s[r].call(this,e);e.target=null}}},li=["00","01","02","03","04","05","06","07","08","09","0a","0b","0c","0d","0e","0f","10","11","12","13","14","15","16","17","18","19","1a","1b","1c","1d","1e","1f","20","21","22","23","24","25","26","27","28","29","2a","2b","2c","2d","2e","2f","30","31","32","33","34","35","36","37","38","39","3a","3b","3c","3d","3e","3f","40","41","42","43","44","45","46","47","48","49","4a","4b","4c","4d","4e","4f","50","51","52","53","54","55","56","57","58","59","5a","5b","5c","5d","5e","5f","60","61","62","63","64","65","66","67","68","69","6a","6b","6c","6d","6e","6f","70","71","72","73","74","75","76","77","78","79","7a","7b","7c","7d","7e","7f","80","81","82","83","84","85","86","87","88","89","8a","8b","8c","8d","8e","8f","90","91","92","93","94","95","96","97","98","99","9a","9b","9c","9d","9e","9f","a0","a1","a2","a3","a4","a5","a6","a7","a8","a9","aa","ab","ac","ad","ae","af","b0","b1","b2","b3","b4","b5","b6","b7","b8","b9","ba","bb","bc","bd","be","bf","c0","c1","c2","c3","c4","c5","c6","c7","c8","c9","ca","cb","cc","cd","ce","cf","d0","d1","d2","d3","d4","d5","d6","d7","d8","d9","da","db","dc","dd","de","df","e0","e1","e2","e3","e4","e5","e6","e7","e8","e9","ea","eb","ec","ed","ee","ef","f0","f1","f2","f3","f4","f5","f6","f7","f8","f9","fa","fb","fc","fd","fe","ff"],A0=1234567,xa=Math.PI/180,lo=180/Math.PI;function Fs(){let i=Math.random()*4294967295|0,e=Math.random()*4294967295|0,t=Math.random()*4294967295|0,n=Math.random()*4294967295|0;return(li[i&255]+li[i>>8&255]+li[i>>16&255]+li[i>>24&255]+"-"+li[e&255]+li[e>>8&255]+"-"+li[e>>16&15|64]+li[e>>24&255]+"-"+li[t&63|128]+li[t>>8&255]+"-"+li[t>>16&255]+li[t>>24&255]+li[n&255]+li[n>>8&255]+li[n>>16&255]+li[n>>24&255]).toLowerCase()}function qe(i,e,t){return Math.max(e,Math.min(t,i))}function Up(i,e){return(i%e+e)%e}function cb(i,e,t,n,s){return n+(i-e)*(s-n)/(t-e)}function hb(i,e,t){return i!==e?(t-i)/(e-i):0}function va(i,e,t){return(1-t)*i+t*e}function ub(i,e,t,n){return va(i,e,1-Math.exp(-t*n))}function db(i,e=1){return e-Math.abs(Up(i,e*2)-e)}function fb(i,e,t){return i<=e?0:i>=t?1:(i=(i-e)/(t-e),i*i*(3-2*i))}function pb(i,e,t){return i<=e?0:i>=t?1:(i=(i-e)/(t-e),i*i*i*(i*(i*6-15)+10))}function mb(i,e){return i+Math.floor(Math.random()*(e-i+1))}function gb(i,e){return i+Math.random()*(e-i)}function yb(i){return i*(.5-Math.random())}function xb(i){i!==void 0&&(A0=i);let e=A0+=1831565813;return e=Math.imul(e^e>>>15,e|1),e^=e+Math.imul(e^e>>>7,e|61),((e^e>>>14)>>>0)/4294967296}function vb(i){return i*xa}function _b(i){return i*lo}function bb(i){return i>0&&Number.isInteger(i)&&2**Math.round(Math.log2(i))===i}function Sb(i){return Math.pow(2,Math.ceil(Math.log(i)/Math.LN2))}function Op(i){return Math.pow(2,Math.floor(Math.log(i)/Math.LN2))}function wb(i,e,t,n,s){let r=Math.cos,o=Math.sin,a=r(t/2),l=o(t/2),c=r((e+n)/2),h=o((e+n)/2),u=r((e-n)/2),d=o((e-n)/2),f=r((n-e)/2),p=o((n-e)/2);switch(s){case"XYX":i.set(a*h,l*u,l*d,a*c);break;case"YZY":i.set(l*d,a*h,l*u,a*c);break;case"ZXZ":i.set(l*u,l*d,a*h,a*c);break;case"XZX":i.set(a*h,l*p,l*f,a*c);break;case"YXY":i.set(l*f,a*h,l*p,a*c);break;case"ZYZ":i.set(l*p,l*f,a*h,a*c);break;default:Ne("MathUtils: .setQuaternionFromProperEuler() encountered an unknown order: "+s)}}function Fu(i){switch(i.constructor){case Uint32Array:return 4294967295;case Uint16Array:return 65535;case Uint8Array:case Uint8ClampedArray:return 255;case Int32Array:return 2147483647;case Int16Array:return 32767;case Int8Array:return 127;default:return}}function Fp(i,e){if(e.constructor===Float32Array)return i;let t=Fu(e);if(t===void 0)throw new Error("THREE.MathUtils: Invalid component type.");return Math.max(i/t,-1)}function Bp(i,e){if(e.constructor===Float32Array)return i;let t=Fu(e);if(t===void 0)throw new Error("THREE.MathUtils: Invalid component type.");return Math.round(i*t)}var el={DEG2RAD:xa,RAD2DEG:lo,generateUUID:Fs,clamp:qe,euclideanModulo:Up,mapLinear:cb,inverseLerp:hb,lerp:va,damp:ub,pingpong:db,smoothstep:fb,smootherstep:pb,randInt:mb,randFloat:gb,randFloatSpread:yb,seededRandom:xb,degToRad:vb,radToDeg:_b,isPowerOfTwo:bb,ceilPowerOfTwo:Sb,floorPowerOfTwo:Op,setQuaternionFromProperEuler:wb,normalize:Bp,denormalize:Fp},Be=class{static{this.prototype.isVector2=!0}constructor(e=0,t=0){this.x=e,this.y=t}get width(){return this.x}set width(e){this.x=e}get height(){return this.y}set height(e){this.y=e}set(e,t){return this.x=e,this.y=t,this}setScalar(e){return this.x=e,this.y=e,this}setX(e){return this.x=e,this}setY(e){return this.y=e,this}setComponent(e,t){switch(e){case 0:this.x=t;break;case 1:this.y=t;break;default:throw new Error("THREE.Vector2: index is out of range: "+e)}return this}getComponent(e){switch(e){case 0:return this.x;case 1:return this.y;default:throw new Error("THREE.Vector2: index is out of range: "+e)}}clone(){return new this.constructor(this.x,this.y)}copy(e){return this.x=e.x,this.y=e.y,this}add(e){return this.x+=e.x,this.y+=e.y,this}addScalar(e){return this.x+=e,this.y+=e,this}addVectors(e,t){return this.x=e.x+t.x,this.y=e.y+t.y,this}addScaledVector(e,t){return this.x+=e.x*t,this.y+=e.y*t,this}sub(e){return this.x-=e.x,this.y-=e.y,this}subScalar(e){return this.x-=e,this.y-=e,this}subVectors(e,t){return this.x=e.x-t.x,this.y=e.y-t.y,this}multiply(e){return this.x*=e.x,this.y*=e.y,this}multiplyScalar(e){return this.x*=e,this.y*=e,this}divide(e){return this.x/=e.x,this.y/=e.y,this}divideScalar(e){return this.multiplyScalar(1/e)}applyMatrix3(e){let t=this.x,n=this.y,s=e.elements;return this.x=s[0]*t+s[3]*n+s[6],this.y=s[1]*t+s[4]*n+s[7],this}min(e){return this.x=Math.min(this.x,e.x),this.y=Math.min(this.y,e.y),this}max(e){return this.x=Math.max(this.x,e.x),this.y=Math.max(this.y,e.y),this}clamp(e,t){return this.x=qe(this.x,e.x,t.x),this.y=qe(this.y,e.y,t.y),this}clampScalar(e,t){return this.x=qe(this.x,e,t),this.y=qe(this.y,e,t),this}clampLength(e,t){let n=this.length();return this.divideScalar(n||1).multiplyScalar(qe(n,e,t))}floor(){return this.x=Math.floor(this.x),this.y=Math.floor(this.y),this}ceil(){return this.x=Math.ceil(this.x),this.y=Math.ceil(this.y),this}round(){return this.x=Math.round(this.x),this.y=Math.round(this.y),this}roundToZero(){return this.x=Math.trunc(this.x),this.y=Math.trunc(this.y),this}negate(){return this.x=-this.x,this.y=-this.y,this}dot(e){return this.x*e.x+this.y*e.y}cross(e){return this.x*e.y-this.y*e.x}lengthSq(){return this.x*this.x+this.y*this.y}length(){return Math.sqrt(this.x*this.x+this.y*this.y)}manhattanLength(){return Math.abs(this.x)+Math.abs(this.y)}normalize(){return this.divideScalar(this.length()||1)}angle(){return Math.atan2(-this.y,-this.x)+Math.PI}angleTo(e){let t=Math.sqrt(this.lengthSq()*e.lengthSq());if(t===0)return Math.PI/2;let n=this.dot(e)/t;return Math.acos(qe(n,-1,1))}distanceTo(e){return Math.sqrt(this.distanceToSquared(e))}distanceToSquared(e){let t=this.x-e.x,n=this.y-e.y;return t*t+n*n}manhattanDistanceTo(e){return Math.abs(this.x-e.x)+Math.abs(this.y-e.y)}setLength(e){return this.normalize().multiplyScalar(e)}lerp(e,t){return this.x+=(e.x-this.x)*t,this.y+=(e.y-this.y)*t,this}lerpVectors(e,t,n){return this.x=e.x+(t.x-e.x)*n,this.y=e.y+(t.y-e.y)*n,this}equals(e){return e.x===this.x&&e.y===this.y}fromArray(e,t=0){return this.x=e[t],this.y=e[t+1],this}toArray(e=[],t=0){return e[t]=this.x,e[t+1]=this.y,e}fromBufferAttribute(e,t){return this.x=e.getX(t),this.y=e.getY(t),this}rotateAround(e,t){let n=Math.cos(t),s=Math.sin(t),r=this.x-e.x,o=this.y-e.y;return this.x=r*n-o*s+e.x,this.y=r*s+o*n+e.y,this}random(){return this.x=Math.random(),this.y=Math.random(),this}*[Symbol.iterator](){yield this.x,yield this.y}},ki=class{constructor(e=0,t=0,n=0,s=1){this.isQuaternion=!0,this._x=e,this._y=t,this._z=n,this._w=s}static slerpFlat(e,t,n,s,r,o,a){let l=n[s+0],c=n[s+1],h=n[s+2],u=n[s+3],d=r[o+0],f=r[o+1],p=r[o+2],y=r[o+3];if(u!==y||l!==d||c!==f||h!==p){let m=l*d+c*f+h*p+u*y;m<0&&(d=-d,f=-f,p=-p,y=-y,m=-m);let g=1-a;if(m<.9995){let S=Math.acos(m),E=Math.sin(S);g=Math.sin(g*S)/E,a=Math.sin(a*S)/E,l=l*g+d*a,c=c*g+f*a,h=h*g+p*a,u=u*g+y*a}else{l=l*g+d*a,c=c*g+f*a,h=h*g+p*a,u=u*g+y*a;let S=1/Math.sqrt(l*l+c*c+h*h+u*u);l*=S,c*=S,h*=S,u*=S}}e[t]=l,e[t+1]=c,e[t+2]=h,e[t+3]=u}static multiplyQuaternionsFlat(e,t,n,s,r,o){let a=n[s],l=n[s+1],c=n[s+2],h=n[s+3],u=r[o],d=r[o+1],f=r[o+2],p=r[o+3];return e[t]=a*p+h*u+l*f-c*d,e[t+1]=l*p+h*d+c*u-a*f,e[t+2]=c*p+h*f+a*d-l*u,e[t+3]=h*p-a*u-l*d-c*f,e}get x(){return this._x}set x(e){this._x=e,this._onChangeCallback()}get y(){return this._y}set y(e){this._y=e,this._onChangeCallback()}get z(){return this._z}set z(e){this._z=e,this._onChangeCallback()}get w(){return this._w}set w(e){this._w=e,this._onChangeCallback()}set(e,t,n,s){return this._x=e,this._y=t,this._z=n,this._w=s,this._onChangeCallback(),this}clone(){return new this.constructor(this._x,this._y,this._z,this._w)}copy(e){return this._x=e.x,this._y=e.y,this._z=e.z,this._w=e.w,this._onChangeCallback(),this}setFromEuler(e,t=!0){let n=e._x,s=e._y,r=e._z,o=e._order,a=Math.cos,l=Math.sin,c=a(n/2),h=a(s/2),u=a(r/2),d=l(n/2),f=l(s/2),p=l(r/2);switch(o){case"XYZ":this._x=d*h*u+c*f*p,this._y=c*f*u-d*h*p,this._z=c*h*p+d*f*u,this._w=c*h*u-d*f*p;break;case"YXZ":this._x=d*h*u+c*f*p,this._y=c*f*u-d*h*p,this._z=c*h*p-d*f*u,this._w=c*h*u+d*f*p;break;case"ZXY":this._x=d*h*u-c*f*p,this._y=c*f*u+d*h*p,this._z=c*h*p+d*f*u,this._w=c*h*u-d*f*p;break;case"ZYX":this._x=d*h*u-c*f*p,this._y=c*f*u+d*h*p,this._z=c*h*p-d*f*u,this._w=c*h*u+d*f*p;break;case"YZX":this._x=d*h*u+c*f*p,this._y=c*f*u+d*h*p,this._z=c*h*p-d*f*u,this._w=c*h*u-d*f*p;break;case"XZY":this._x=d*h*u-c*f*p,this._y=c*f*u-d*h*p,this._z=c*h*p+d*f*u,this._w=c*h*u+d*f*p;break;default:Ne("Quaternion: .setFromEuler() encountered an unknown order: "+o)}return t===!0&&this._onChangeCallback(),this}setFromAxisAngle(e,t){let n=t/2,s=Math.sin(n);return this._x=e.x*s,this._y=e.y*s,this._z=e.z*s,this._w=Math.cos(n),this._onChangeCallback(),this}setFromRotationMatrix(e){let t=e.elements,n=t[0],s=t[4],r=t[8],o=t[1],a=t[5],l=t[9],c=t[2],h=t[6],u=t[10],d=n+a+u;if(d>0){let f=.5/Math.sqrt(d+1);this._w=.25/f,this._x=(h-l)*f,this._y=(r-c)*f,this._z=(o-s)*f}else if(n>a&&n>u){let f=2*Math.sqrt(1+n-a-u);this._w=(h-l)/f,this._x=.25*f,this._y=(s+o)/f,this._z=(r+c)/f}else if(a>u){let f=2*Math.sqrt(1+a-n-u);this._w=(r-c)/f,this._x=(s+o)/f,this._y=.25*f,this._z=(l+h)/f}else{let f=2*Math.sqrt(1+u-n-a);this._w=(o-s)/f,this._x=(r+c)/f,this._y=(l+h)/f,this._z=.25*f}return this._onChangeCallback(),this}setFromUnitVectors(e,t){let n=e.dot(t)+1;return n<1e-8?(n=0,Math.abs(e.x)>Math.abs(e.z)?(this._x=-e.y,this._y=e.x,this._z=0,this._w=n):(this._x=0,this._y=-e.z,this._z=e.y,this._w=n)):(this._x=e.y*t.z-e.z*t.y,this._y=e.z*t.x-e.x*t.z,this._z=e.x*t.y-e.y*t.x,this._w=n),this.normalize()}angleTo(e){return 2*Math.acos(Math.abs(qe(this.dot(e),-1,1)))}rotateTowards(e,t){let n=this.angleTo(e);if(n===0)return this;let s=Math.min(1,t/n);return this.slerp(e,s),this}identity(){return this.set(0,0,0,1)}invert(){return this.conjugate()}conjugate(){return this._x*=-1,this._y*=-1,this._z*=-1,this._onChangeCallback(),this}dot(e){return this._x*e._x+this._y*e._y+this._z*e._z+this._w*e._w}lengthSq(){return this._x*this._x+this._y*this._y+this._z*this._z+this._w*this._w}length(){return Math.sqrt(this._x*this._x+this._y*this._y+this._z*this._z+this._w*this._w)}normalize(){let e=this.length();return e===0?(this._x=0,this._y=0,this._z=0,this._w=1):(e=1/e,this._x=this._x*e,this._y=this._y*e,this._z=this._z*e,this._w=this._w*e),this._onChangeCallback(),this}multiply(e){return this.multiplyQuaternions(this,e)}premultiply(e){return this.multiplyQuaternions(e,this)}multiplyQuaternions(e,t){let n=e._x,s=e._y,r=e._z,o=e._w,a=t._x,l=t._y,c=t._z,h=t._w;return this._x=n*h+o*a+s*c-r*l,this._y=s*h+o*l+r*a-n*c,this._z=r*h+o*c+n*l-s*a,this._w=o*h-n*a-s*l-r*c,this._onChangeCallback(),this}slerp(e,t){let n=e._x,s=e._y,r=e._z,o=e._w,a=this.dot(e);a<0&&(n=-n,s=-s,r=-r,o=-o,a=-a);let l=1-t;if(a<.9995){let c=Math.acos(a),h=Math.sin(c);l=Math.sin(l*c)/h,t=Math.sin(t*c)/h,this._x=this._x*l+n*t,this._y=this._y*l+s*t,this._z=this._z*l+r*t,this._w=this._w*l+o*t,this._onChangeCallback()}else this._x=this._x*l+n*t,this._y=this._y*l+s*t,this._z=this._z*l+r*t,this._w=this._w*l+o*t,this.normalize();return this}slerpQuaternions(e,t,n){return this.copy(e).slerp(t,n)}random(){let e=2*Math.PI*Math.random(),t=2*Math.PI*Math.random(),n=Math.random(),s=Math.sqrt(1-n),r=Math.sqrt(n);return this.set(s*Math.sin(e),s*Math.cos(e),r*Math.sin(t),r*Math.cos(t))}equals(e){return e._x===this._x&&e._y===this._y&&e._z===this._z&&e._w===this._w}fromArray(e,t=0){return this._x=e[t],this._y=e[t+1],this._z=e[t+2],this._w=e[t+3],this._onChangeCallback(),this}toArray(e=[],t=0){return e[t]=this._x,e[t+1]=this._y,e[t+2]=this._z,e[t+3]=this._w,e}fromBufferAttribute(e,t){return this._x=e.getX(t),this._y=e.getY(t),this._z=e.getZ(t),this._w=e.getW(t),this._onChangeCallback(),this}toJSON(){return this.toArray()}_onChange(e){return this._onChangeCallback=e,this}_onChangeCallback(){}*[Symbol.iterator](){yield this._x,yield this._y,yield this._z,yield this._w}},D=class{static{this.prototype.isVector3=!0}constructor(e=0,t=0,n=0){this.x=e,this.y=t,this.z=n}set(e,t,n){return n===void 0&&(n=this.z),this.x=e,this.y=t,this.z=n,this}setScalar(e){return this.x=e,this.y=e,this.z=e,this}setX(e){return this.x=e,this}setY(e){return this.y=e,this}setZ(e){return this.z=e,this}setComponent(e,t){switch(e){case 0:this.x=t;break;case 1:this.y=t;break;case 2:this.z=t;break;default:throw new Error("THREE.Vector3: index is out of range: "+e)}return this}getComponent(e){switch(e){case 0:return this.x;case 1:return this.y;case 2:return this.z;default:throw new Error("THREE.Vector3: index is out of range: "+e)}}clone(){return new this.constructor(this.x,this.y,this.z)}copy(e){return this.x=e.x,this.y=e.y,this.z=e.z,this}add(e){return this.x+=e.x,this.y+=e.y,this.z+=e.z,this}addScalar(e){return this.x+=e,this.y+=e,this.z+=e,this}addVectors(e,t){return this.x=e.x+t.x,this.y=e.y+t.y,this.z=e.z+t.z,this}addScaledVector(e,t){return this.x+=e.x*t,this.y+=e.y*t,this.z+=e.z*t,this}sub(e){return this.x-=e.x,this.y-=e.y,this.z-=e.z,this}subScalar(e){return this.x-=e,this.y-=e,this.z-=e,this}subVectors(e,t){return this.x=e.x-t.x,this.y=e.y-t.y,this.z=e.z-t.z,this}multiply(e){return this.x*=e.x,this.y*=e.y,this.z*=e.z,this}multiplyScalar(e){return this.x*=e,this.y*=e,this.z*=e,this}multiplyVectors(e,t){return this.x=e.x*t.x,this.y=e.y*t.y,this.z=e.z*t.z,this}applyEuler(e){return this.applyQuaternion(C0.setFromEuler(e))}applyAxisAngle(e,t){return this.applyQuaternion(C0.setFromAxisAngle(e,t))}applyMatrix3(e){let t=this.x,n=this.y,s=this.z,r=e.elements;return this.x=r[0]*t+r[3]*n+r[6]*s,this.y=r[1]*t+r[4]*n+r[7]*s,this.z=r[2]*t+r[5]*n+r[8]*s,this}applyNormalMatrix(e){return this.applyMatrix3(e).normalize()}applyMatrix4(e){let t=this.x,n=this.y,s=this.z,r=e.elements,o=1/(r[3]*t+r[7]*n+r[11]*s+r[15]);return this.x=(r[0]*t+r[4]*n+r[8]*s+r[12])*o,this.y=(r[1]*t+r[5]*n+r[9]*s+r[13])*o,this.z=(r[2]*t+r[6]*n+r[10]*s+r[14])*o,this}applyQuaternion(e){let t=this.x,n=this.y,s=this.z,r=e.x,o=e.y,a=e.z,l=e.w,c=2*(o*s-a*n),h=2*(a*t-r*s),u=2*(r*n-o*t);return this.x=t+l*c+o*u-a*h,this.y=n+l*h+a*c-r*u,this.z=s+l*u+r*h-o*c,this}project(e){return this.applyMatrix4(e.matrixWorldInverse).applyMatrix4(e.projectionMatrix)}unproject(e){return this.applyMatrix4(e.projectionMatrixInverse).applyMatrix4(e.matrixWorld)}transformDirection(e){let t=this.x,n=this.y,s=this.z,r=e.elements;return this.x=r[0]*t+r[4]*n+r[8]*s,this.y=r[1]*t+r[5]*n+r[9]*s,this.z=r[2]*t+r[6]*n+r[10]*s,this.normalize()}divide(e){return this.x/=e.x,this.y/=e.y,this.z/=e.z,this}divideScalar(e){return this.multiplyScalar(1/e)}min(e){return this.x=Math.min(this.x,e.x),this.y=Math.min(this.y,e.y),this.z=Math.min(this.z,e.z),this}max(e){return this.x=Math.max(this.x,e.x),this.y=Math.max(this.y,e.y),this.z=Math.max(this.z,e.z),this}clamp(e,t){return this.x=qe(this.x,e.x,t.x),this.y=qe(this.y,e.y,t.y),this.z=qe(this.z,e.z,t.z),this}clampScalar(e,t){return this.x=qe(this.x,e,t),this.y=qe(this.y,e,t),this.z=qe(this.z,e,t),this}clampLength(e,t){let n=this.length();return this.divideScalar(n||1).multiplyScalar(qe(n,e,t))}floor(){return this.x=Math.floor(this.x),this.y=Math.floor(this.y),this.z=Math.floor(this.z),this}ceil(){return this.x=Math.ceil(this.x),this.y=Math.ceil(this.y),this.z=Math.ceil(this.z),this}round(){return this.x=Math.round(this.x),this.y=Math.round(this.y),this.z=Math.round(this.z),this}roundToZero(){return this.x=Math.trunc(this.x),this.y=Math.trunc(this.y),this.z=Math.trunc(this.z),this}negate(){return this.x=-this.x,this.y=-this.y,this.z=-this.z,this}dot(e){return this.x*e.x+this.y*e.y+this.z*e.z}lengthSq(){return this.x*this.x+this.y*this.y+this.z*this.z}length(){return Math.sqrt(this.x*this.x+this.y*this.y+this.z*this.z)}manhattanLength(){return Math.abs(this.x)+Math.abs(this.y)+Math.abs(this.z)}normalize(){return this.divideScalar(this.length()||1)}setLength(e){return this.normalize().multiplyScalar(e)}lerp(e,t){return this.x+=(e.x-this.x)*t,this.y+=(e.y-this.y)*t,this.z+=(e.z-this.z)*t,this}lerpVectors(e,t,n){return this.x=e.x+(t.x-e.x)*n,this.y=e.y+(t.y-e.y)*n,this.z=e.z+(t.z-e.z)*n,this}cross(e){return this.crossVectors(this,e)}crossVectors(e,t){let n=e.x,s=e.y,r=e.z,o=t.x,a=t.y,l=t.z;return this.x=s*l-r*a,this.y=r*o-n*l,this.z=n*a-s*o,this}projectOnVector(e){let t=e.lengthSq();if(t===0)return this.set(0,0,0);let n=e.dot(this)/t;return this.copy(e).multiplyScalar(n)}projectOnPlane(e){return Df.copy(this).projectOnVector(e),this.sub(Df)}reflect(e){return this.sub(Df.copy(e).multiplyScalar(2*this.dot(e)))}angleTo(e){let t=Math.sqrt(this.lengthSq()*e.lengthSq());if(t===0)return Math.PI/2;let n=this.dot(e)/t;return Math.acos(qe(n,-1,1))}distanceTo(e){return Math.sqrt(this.distanceToSquared(e))}distanceToSquared(e){let t=this.x-e.x,n=this.y-e.y,s=this.z-e.z;return t*t+n*n+s*s}manhattanDistanceTo(e){return Math.abs(this.x-e.x)+Math.abs(this.y-e.y)+Math.abs(this.z-e.z)}setFromSpherical(e){return this.setFromSphericalCoords(e.radius,e.phi,e.theta)}setFromSphericalCoords(e,t,n){let s=Math.sin(t)*e;return this.x=s*Math.sin(n),this.y=Math.cos(t)*e,this.z=s*Math.cos(n),this}setFromCylindrical(e){return this.setFromCylindricalCoords(e.radius,e.theta,e.y)}setFromCylindricalCoords(e,t,n){return this.x=e*Math.sin(t),this.y=n,this.z=e*Math.cos(t),this}setFromMatrixPosition(e){let t=e.elements;return this.x=t[12],this.y=t[13],this.z=t[14],this}setFromMatrixScale(e){let t=this.setFromMatrixColumn(e,0).length(),n=this.setFromMatrixColumn(e,1).length(),s=this.setFromMatrixColumn(e,2).length();return this.x=t,this.y=n,this.z=s,this}setFromMatrixColumn(e,t){return this.fromArray(e.elements,t*4)}setFromMatrix3Column(e,t){return this.fromArray(e.elements,t*3)}setFromEuler(e){return this.x=e._x,this.y=e._y,this.z=e._z,this}setFromColor(e){return this.x=e.r,this.y=e.g,this.z=e.b,this}equals(e){return e.x===this.x&&e.y===this.y&&e.z===this.z}fromArray(e,t=0){return this.x=e[t],this.y=e[t+1],this.z=e[t+2],this}toArray(e=[],t=0){return e[t]=this.x,e[t+1]=this.y,e[t+2]=this.z,e}fromBufferAttribute(e,t){return this.x=e.getX(t),this.y=e.getY(t),this.z=e.getZ(t),this}random(){return this.x=Math.random(),this.y=Math.random(),this.z=Math.random(),this}randomDirection(){let e=Math.random()*Math.PI*2,t=Math.random()*2-1,n=Math.sqrt(1-t*t);return this.x=n*Math.cos(e),this.y=t,this.z=n*Math.sin(e),this}*[Symbol.iterator](){yield this.x,yield this.y,yield this.z}},Df=new D,C0=new ki,We=class{static{this.prototype.isMatrix3=!0}constructor(e,t,n,s,r,o,a,l,c){this.elements=[1,0,0,0,1,0,0,0,1],e!==void 0&&this.set(e,t,n,s,r,o,a,l,c)}set(e,t,n,s,r,o,a,l,c){let h=this.elements;return h[0]=e,h[1]=s,h[2]=a,h[3]=t,h[4]=r,h[5]=l,h[6]=n,h[7]=o,h[8]=c,this}identity(){return this.set(1,0,0,0,1,0,0,0,1),this}copy(e){let t=this.elements,n=e.elements;return t[0]=n[0],t[1]=n[1],t[2]=n[2],t[3]=n[3],t[4]=n[4],t[5]=n[5],t[6]=n[6],t[7]=n[7],t[8]=n[8],this}extractBasis(e,t,n){return e.setFromMatrix3Column(this,0),t.setFromMatrix3Column(this,1),n.setFromMatrix3Column(this,2),this}setFromMatrix4(e){let t=e.elements;return this.set(t[0],t[4],t[8],t[1],t[5],t[9],t[2],t[6],t[10]),this}multiply(e){return this.multiplyMatrices(this,e)}premultiply(e){return this.multiplyMatrices(e,this)}multiplyMatrices(e,t){let n=e.elements,s=t.elements,r=this.elements,o=n[0],a=n[3],l=n[6],c=n[1],h=n[4],u=n[7],d=n[2],f=n[5],p=n[8],y=s[0],m=s[3],g=s[6],S=s[1],E=s[4],b=s[7],C=s[2],A=s[5],x=s[8];return r[0]=o*y+a*S+l*C,r[3]=o*m+a*E+l*A,r[6]=o*g+a*b+l*x,r[1]=c*y+h*S+u*C,r[4]=c*m+h*E+u*A,r[7]=c*g+h*b+u*x,r[2]=d*y+f*S+p*C,r[5]=d*m+f*E+p*A,r[8]=d*g+f*b+p*x,this}multiplyScalar(e){let t=this.elements;return t[0]*=e,t[3]*=e,t[6]*=e,t[1]*=e,t[4]*=e,t[7]*=e,t[2]*=e,t[5]*=e,t[8]*=e,this}determinant(){let e=this.elements,t=e[0],n=e[1],s=e[2],r=e[3],o=e[4],a=e[5],l=e[6],c=e[7],h=e[8];return t*o*h-t*a*c-n*r*h+n*a*l+s*r*c-s*o*l}invert(){let e=this.elements,t=e[0],n=e[1],s=e[2],r=e[3],o=e[4],a=e[5],l=e[6],c=e[7],h=e[8],u=h*o-a*c,d=a*l-h*r,f=c*r-o*l,p=t*u+n*d+s*f;if(p===0)return this.set(0,0,0,0,0,0,0,0,0);let y=1/p;return e[0]=u*y,e[1]=(s*c-h*n)*y,e[2]=(a*n-s*o)*y,e[3]=d*y,e[4]=(h*t-s*l)*y,e[5]=(s*r-a*t)*y,e[6]=f*y,e[7]=(n*l-c*t)*y,e[8]=(o*t-n*r)*y,this}transpose(){let e,t=this.elements;return e=t[1],t[1]=t[3],t[3]=e,e=t[2],t[2]=t[6],t[6]=e,e=t[5],t[5]=t[7],t[7]=e,this}getNormalMatrix(e){return this.setFromMatrix4(e).invert().transpose()}transposeIntoArray(e){let t=this.elements;return e[0]=t[0],e[1]=t[3],e[2]=t[6],e[3]=t[1],e[4]=t[4],e[5]=t[7],e[6]=t[2],e[7]=t[5],e[8]=t[8],this}setUvTransform(e,t,n,s,r,o,a){let l=Math.cos(r),c=Math.sin(r);return this.set(n*l,n*c,-n*(l*o+c*a)+o+e,-s*c,s*l,-s*(-c*o+l*a)+a+t,0,0,1),this}scale(e,t){return ya("Matrix3: .scale() is deprecated. Use .makeScale() instead."),this.premultiply(Nf.makeScale(e,t)),this}rotate(e){return ya("Matrix3: .rotate() is deprecated. Use .makeRotation() instead."),this.premultiply(Nf.makeRotation(-e)),this}translate(e,t){return ya("Matrix3: .translate() is deprecated. Use .makeTranslation() instead."),this.premultiply(Nf.makeTranslation(e,t)),this}makeTranslation(e,t){return e.isVector2?this.set(1,0,e.x,0,1,e.y,0,0,1):this.set(1,0,e,0,1,t,0,0,1),this}makeRotation(e){let t=Math.cos(e),n=Math.sin(e);return this.set(t,-n,0,n,t,0,0,0,1),this}makeScale(e,t){return this.set(e,0,0,0,t,0,0,0,1),this}equals(e){let t=this.elements,n=e.elements;for(let s=0;s<9;s++)if(t[s]!==n[s])return!1;return!0}fromArray(e,t=0){for(let n=0;n<9;n++)this.elements[n]=e[n+t];return this}toArray(e=[],t=0){let n=this.elements;return e[t]=n[0],e[t+1]=n[1],e[t+2]=n[2],e[t+3]=n[3],e[t+4]=n[4],e[t+5]=n[5],e[t+6]=n[6],e[t+7]=n[7],e[t+8]=n[8],e}clone(){return new this.constructor().fromArray(this.elements)}},Nf=new We,R0=new We().set(.4123908,.3575843,.1804808,.212639,.7151687,.0721923,.0193308,.1191948,.9505322),I0=new We().set(3.2409699,-1.5373832,-.4986108,-.9692436,1.8759675,.0415551,.0556301,-.203977,1.0569715);function Mb(){let i={enabled:!0,workingColorSpace:ba,spaces:{},convert:function(s,r,o){return this.enabled===!1||r===o||!r||!o||(this.spaces[r].transfer===ft&&(s.r=ns(s.r),s.g=ns(s.g),s.b=ns(s.b)),this.spaces[r].primaries!==this.spaces[o].primaries&&(s.applyMatrix3(this.spaces[r].toXYZ),s.applyMatrix3(this.spaces[o].fromXYZ)),this.spaces[o].transfer===ft&&(s.r=ro(s.r),s.g=ro(s.g),s.b=ro(s.b))),s},workingToColorSpace:function(s,r){return this.convert(s,this.workingColorSpace,r)},colorSpaceToWorking:function(s,r){return this.convert(s,r,this.workingColorSpace)},getPrimaries:function(s){return this.spaces[s].primaries},getTransfer:function(s){return s===hs?Sa:this.spaces[s].transfer},getToneMappingMode:function(s){return this.spaces[s].outputColorSpaceConfig.toneMappingMode||"standard"},getLuminanceCoefficients:function(s,r=this.workingColorSpace){return s.fromArray(this.spaces[r].luminanceCoefficients)},define:function(s){Object.assign(this.spaces,s)},_getMatrix:function(s,r,o){return s.copy(this.spaces[o].fromXYZ).multiply(this.spaces[r].toXYZ)},_getDrawingBufferColorSpace:function(s){return this.spaces[s].outputColorSpaceConfig.drawingBufferColorSpace},_getUnpackColorSpace:function(s=this.workingColorSpace){return this.spaces[s].workingColorSpaceConfig.unpackColorSpace}},e=[.64,.33,.3,.6,.15,.06],t=[.2126,.7152,.0722],n=[.3127,.329];return i.define({[ba]:{primaries:e,whitePoint:n,transfer:Sa,toXYZ:R0,fromXYZ:I0,luminanceCoefficients:t,workingColorSpaceConfig:{unpackColorSpace:Oi},outputColorSpaceConfig:{drawingBufferColorSpace:Oi}},[Oi]:{primaries:e,whitePoint:n,transfer:ft,toXYZ:R0,fromXYZ:I0,luminanceCoefficients:t,outputColorSpaceConfig:{drawingBufferColorSpace:Oi}}}),i}var tt=Mb();function ns(i){return i<.04045?i*.0773993808:Math.pow(i*.9478672986+.0521327014,2.4)}function ro(i){return i<.0031308?i*12.92:1.055*Math.pow(i,.41666)-.055}var Gr,Ih=class{static getDataURL(e,t="image/png"){if(/^data:/i.test(e.src)||typeof HTMLCanvasElement>"u")return e.src;let n;if(e instanceof HTMLCanvasElement)n=e;else{Gr===void 0&&(Gr=Ma("canvas")),Gr.width=e.width,Gr.height=e.height;let s=Gr.getContext("2d");e instanceof ImageData?s.putImageData(e,0,0):s.drawImage(e,0,0,e.width,e.height),n=Gr}return n.toDataURL(t)}static sRGBToLinear(e){if(typeof HTMLImageElement<"u"&&e instanceof HTMLImageElement||typeof HTMLCanvasElement<"u"&&e instanceof HTMLCanvasElement||typeof ImageBitmap<"u"&&e instanceof ImageBitmap){let t=Ma("canvas");t.width=e.width,t.height=e.height;let n=t.getContext("2d");n.drawImage(e,0,0,e.width,e.height);let s=n.getImageData(0,0,e.width,e.height),r=s.data;for(let o=0;o<r.length;o++)r[o]=ns(r[o]/255)*255;return n.putImageData(s,0,0),t}else if(e.data){let t=e.data.slice(0);for(let n=0;n<t.length;n++)t instanceof Uint8Array||t instanceof Uint8ClampedArray?t[n]=Math.floor(ns(t[n]/255)*255):t[n]=ns(t[n]);return{data:t,width:e.width,height:e.height}}else return Ne("ImageUtils.sRGBToLinear(): Unsupported image type. No color space conversion applied."),e}},Tb=0,co=class{constructor(e=null){this.isTextureSource=!0,Object.defineProperty(this,"id",{value:Tb++}),this.uuid=Fs(),this.data=e,this.dataReady=!0,this.version=0}getSize(e){let t=this.data;return typeof HTMLVideoElement<"u"&&t instanceof HTMLVideoElement?e.set(t.videoWidth,t.videoHeight,0):typeof VideoFrame<"u"&&t instanceof VideoFrame?e.set(t.displayWidth,t.displayHeight,0):t!==null?e.set(t.width||0,t.height||0,t.depth||0):e.set(0,0,0),e}set needsUpdate(e){e===!0&&this.version++}toJSON(e){let t=e===void 0||typeof e=="string";if(!t&&e.images[this.uuid]!==void 0)return e.images[this.uuid];let n={uuid:this.uuid,url:""},s=this.data;if(s!==null){let r;if(Array.isArray(s)){r=[];for(let o=0,a=s.length;o<a;o++)s[o].isDataTexture?r.push(Uf(s[o].image)):r.push(Uf(s[o]))}else r=Uf(s);n.url=r}return t||(e.images[this.uuid]=n),n}};function Uf(i){return typeof HTMLImageElement<"u"&&i instanceof HTMLImageElement||typeof HTMLCanvasElement<"u"&&i instanceof HTMLCanvasElement||typeof ImageBitmap<"u"&&i instanceof ImageBitmap?Ih.getDataURL(i):i.data?{data:Array.from(i.data),width:i.width,height:i.height,type:i.data.constructor.name}:(Ne("Texture: Unable to serialize Texture."),{})}var Eb=0,Of=new D,wi=class i extends xn{constructor(e=i.DEFAULT_IMAGE,t=i.DEFAULT_MAPPING,n=Cn,s=Cn,r=gi,o=ls,a=Wi,l=Gi,c=i.DEFAULT_ANISOTROPY,h=hs){super(),this.isTexture=!0,Object.defineProperty(this,"id",{value:Eb++}),this.uuid=Fs(),this.name="",this.source=new co(e),this.mipmaps=[],this.mapping=t,this.channel=0,this.wrapS=n,this.wrapT=s,this.magFilter=r,this.minFilter=o,this.anisotropy=c,this.format=a,this.internalFormat=null,this.type=l,this.offset=new Be(0,0),this.repeat=new Be(1,1),this.center=new Be(0,0),this.rotation=0,this.matrixAutoUpdate=!0,this.matrix=new We,this.generateMipmaps=!0,this.mipmapsAutoUpdate=!0,this.premultiplyAlpha=!1,this.flipY=!0,this.unpackAlignment=4,this.colorSpace=h,this.userData={},this.updateRanges=[],this.version=0,this.onUpdate=null,this.renderTarget=null,this.isRenderTargetTexture=!1,this.isArrayTexture=!!(e&&e.depth&&e.depth>1),this.pmremVersion=0,this.isPMREMTexture=!1,this.normalized=!1}get width(){return this.source.getSize(Of).x}get height(){return this.source.getSize(Of).y}get depth(){return this.source.getSize(Of).z}get image(){return this.source.data}set image(e){this.source.data=e}updateMatrix(){this.matrix.setUvTransform(this.offset.x,this.offset.y,this.repeat.x,this.repeat.y,this.rotation,this.center.x,this.center.y)}addUpdateRange(e,t){this.updateRanges.push({start:e,count:t})}clearUpdateRanges(){this.updateRanges.length=0}clone(){return new this.constructor().copy(this)}copy(e){return this.name=e.name,this.source=e.source,this.mipmaps=e.mipmaps.slice(0),this.mapping=e.mapping,this.channel=e.channel,this.wrapS=e.wrapS,this.wrapT=e.wrapT,this.magFilter=e.magFilter,this.minFilter=e.minFilter,this.anisotropy=e.anisotropy,this.format=e.format,this.internalFormat=e.internalFormat,this.type=e.type,this.normalized=e.normalized,this.offset.copy(e.offset),this.repeat.copy(e.repeat),this.center.copy(e.center),this.rotation=e.rotation,this.matrixAutoUpdate=e.matrixAutoUpdate,this.matrix.copy(e.matrix),this.generateMipmaps=e.generateMipmaps,this.mipmapsAutoUpdate=e.mipmapsAutoUpdate,this.premultiplyAlpha=e.premultiplyAlpha,this.flipY=e.flipY,this.unpackAlignment=e.unpackAlignment,this.colorSpace=e.colorSpace,this.renderTarget=e.renderTarget,this.isRenderTargetTexture=e.isRenderTargetTexture,this.isPMREMTexture=e.isPMREMTexture,this.isArrayTexture=e.isArrayTexture,this.userData=JSON.parse(JSON.stringify(e.userData)),this.needsUpdate=!0,this}setValues(e){for(let t in e){let n=e[t];if(n===void 0){Ne(`Texture.setValues(): parameter '${t}' has value of undefined.`);continue}let s=this[t];if(s===void 0){Ne(`Texture.setValues(): property '${t}' does not exist.`);continue}s&&n&&s.isVector2&&n.isVector2||s&&n&&s.isVector3&&n.isVector3||s&&n&&s.isMatrix3&&n.isMatrix3?s.copy(n):this[t]=n}}toJSON(e){let t=e===void 0||typeof e=="string";if(!t&&e.textures[this.uuid]!==void 0)return e.textures[this.uuid];let n={metadata:{version:4.7,type:"Texture",generator:"Texture.toJSON"},uuid:this.uuid,name:this.name,image:this.source.toJSON(e).uuid,mapping:this.mapping,channel:this.channel,repeat:[this.repeat.x,this.repeat.y],offset:[this.offset.x,this.offset.y],center:[this.center.x,this.center.y],rotation:this.rotation,wrap:[this.wrapS,this.wrapT],format:this.format,internalFormat:this.internalFormat,type:this.type,normalized:this.normalized,colorSpace:this.colorSpace,minFilter:this.minFilter,magFilter:this.magFilter,anisotropy:this.anisotropy,flipY:this.flipY,generateMipmaps:this.generateMipmaps,mipmapsAutoUpdate:this.mipmapsAutoUpdate,premultiplyAlpha:this.premultiplyAlpha,unpackAlignment:this.unpackAlignment};return Object.keys(this.userData).length>0&&(n.userData=this.userData),t||(e.textures[this.uuid]=n),n}dispose(){this.dispatchEvent({type:"dispose"})}transformUv(e){if(this.mapping!==Sp)return e;if(e.applyMatrix3(this.matrix),e.x<0||e.x>1)switch(this.wrapS){case Ah:e.x=e.x-Math.floor(e.x);break;case Cn:e.x=e.x<0?0:1;break;case Ch:Math.abs(Math.floor(e.x)%2)===1?e.x=Math.ceil(e.x)-e.x:e.x=e.x-Math.floor(e.x);break}if(e.y<0||e.y>1)switch(this.wrapT){case Ah:e.y=e.y-Math.floor(e.y);break;case Cn:e.y=e.y<0?0:1;break;case Ch:Math.abs(Math.floor(e.y)%2)===1?e.y=Math.ceil(e.y)-e.y:e.y=e.y-Math.floor(e.y);break}return this.flipY&&(e.y=1-e.y),e}set needsUpdate(e){e===!0&&(this.version++,this.source.needsUpdate=!0)}set needsPMREMUpdate(e){e===!0&&this.pmremVersion++}};wi.DEFAULT_IMAGE=null;wi.DEFAULT_MAPPING=Sp;wi.DEFAULT_ANISOTROPY=1;var gt=class{static{this.prototype.isVector4=!0}constructor(e=0,t=0,n=0,s=1){this.x=e,this.y=t,this.z=n,this.w=s}get width(){return this.z}set width(e){this.z=e}get height(){return this.w}set height(e){this.w=e}set(e,t,n,s){return this.x=e,this.y=t,this.z=n,this.w=s,this}setScalar(e){return this.x=e,this.y=e,this.z=e,this.w=e,this}setX(e){return this.x=e,this}setY(e){return this.y=e,this}setZ(e){return this.z=e,this}setW(e){return this.w=e,this}setComponent(e,t){switch(e){case 0:this.x=t;break;case 1:this.y=t;break;case 2:this.z=t;break;case 3:this.w=t;break;default:throw new Error("THREE.Vector4: index is out of range: "+e)}return this}getComponent(e){switch(e){case 0:return this.x;case 1:return this.y;case 2:return this.z;case 3:return this.w;default:throw new Error("THREE.Vector4: index is out of range: "+e)}}clone(){return new this.constructor(this.x,this.y,this.z,this.w)}copy(e){return this.x=e.x,this.y=e.y,this.z=e.z,this.w=e.w!==void 0?e.w:1,this}add(e){return this.x+=e.x,this.y+=e.y,this.z+=e.z,this.w+=e.w,this}addScalar(e){return this.x+=e,this.y+=e,this.z+=e,this.w+=e,this}addVectors(e,t){return this.x=e.x+t.x,this.y=e.y+t.y,this.z=e.z+t.z,this.w=e.w+t.w,this}addScaledVector(e,t){return this.x+=e.x*t,this.y+=e.y*t,this.z+=e.z*t,this.w+=e.w*t,this}sub(e){return this.x-=e.x,this.y-=e.y,this.z-=e.z,this.w-=e.w,this}subScalar(e){return this.x-=e,this.y-=e,this.z-=e,this.w-=e,this}subVectors(e,t){return this.x=e.x-t.x,this.y=e.y-t.y,this.z=e.z-t.z,this.w=e.w-t.w,this}multiply(e){return this.x*=e.x,this.y*=e.y,this.z*=e.z,this.w*=e.w,this}multiplyScalar(e){return this.x*=e,this.y*=e,this.z*=e,this.w*=e,this}applyMatrix4(e){let t=this.x,n=this.y,s=this.z,r=this.w,o=e.elements;return this.x=o[0]*t+o[4]*n+o[8]*s+o[12]*r,this.y=o[1]*t+o[5]*n+o[9]*s+o[13]*r,this.z=o[2]*t+o[6]*n+o[10]*s+o[14]*r,this.w=o[3]*t+o[7]*n+o[11]*s+o[15]*r,this}divide(e){return this.x/=e.x,this.y/=e.y,this.z/=e.z,this.w/=e.w,this}divideScalar(e){return this.multiplyScalar(1/e)}setAxisAngleFromQuaternion(e){this.w=2*Math.acos(e.w);let t=Math.sqrt(1-e.w*e.w);return t<1e-4?(this.x=1,this.y=0,this.z=0):(this.x=e.x/t,this.y=e.y/t,this.z=e.z/t),this}setAxisAngleFromRotationMatrix(e){let t,n,s,r,l=e.elements,c=l[0],h=l[4],u=l[8],d=l[1],f=l[5],p=l[9],y=l[2],m=l[6],g=l[10];if(Math.abs(h-d)<.01&&Math.abs(u-y)<.01&&Math.abs(p-m)<.01){if(Math.abs(h+d)<.1&&Math.abs(u+y)<.1&&Math.abs(p+m)<.1&&Math.abs(c+f+g-3)<.1)return this.set(1,0,0,0),this;t=Math.PI;let E=(c+1)/2,b=(f+1)/2,C=(g+1)/2,A=(h+d)/4,x=(u+y)/4,M=(p+m)/4;return E>b&&E>C?E<.01?(n=0,s=.707106781,r=.707106781):(n=Math.sqrt(E),s=A/n,r=x/n):b>C?b<.01?(n=.707106781,s=0,r=.707106781):(s=Math.sqrt(b),n=A/s,r=M/s):C<.01?(n=.707106781,s=.707106781,r=0):(r=Math.sqrt(C),n=x/r,s=M/r),this.set(n,s,r,t),this}let S=Math.sqrt((m-p)*(m-p)+(u-y)*(u-y)+(d-h)*(d-h));return Math.abs(S)<.001&&(S=1),this.x=(m-p)/S,this.y=(u-y)/S,this.z=(d-h)/S,this.w=Math.acos((c+f+g-1)/2),this}setFromMatrixPosition(e){let t=e.elements;return this.x=t[12],this.y=t[13],this.z=t[14],this.w=t[15],this}min(e){return this.x=Math.min(this.x,e.x),this.y=Math.min(this.y,e.y),this.z=Math.min(this.z,e.z),this.w=Math.min(this.w,e.w),this}max(e){return this.x=Math.max(this.x,e.x),this.y=Math.max(this.y,e.y),this.z=Math.max(this.z,e.z),this.w=Math.max(this.w,e.w),this}clamp(e,t){return this.x=qe(this.x,e.x,t.x),this.y=qe(this.y,e.y,t.y),this.z=qe(this.z,e.z,t.z),this.w=qe(this.w,e.w,t.w),this}clampScalar(e,t){return this.x=qe(this.x,e,t),this.y=qe(this.y,e,t),this.z=qe(this.z,e,t),this.w=qe(this.w,e,t),this}clampLength(e,t){let n=this.length();return this.divideScalar(n||1).multiplyScalar(qe(n,e,t))}floor(){return this.x=Math.floor(this.x),this.y=Math.floor(this.y),this.z=Math.floor(this.z),this.w=Math.floor(this.w),this}ceil(){return this.x=Math.ceil(this.x),this.y=Math.ceil(this.y),this.z=Math.ceil(this.z),this.w=Math.ceil(this.w),this}round(){return this.x=Math.round(this.x),this.y=Math.round(this.y),this.z=Math.round(this.z),this.w=Math.round(this.w),this}roundToZero(){return this.x=Math.trunc(this.x),this.y=Math.trunc(this.y),this.z=Math.trunc(this.z),this.w=Math.trunc(this.w),this}negate(){return this.x=-this.x,this.y=-this.y,this.z=-this.z,this.w=-this.w,this}dot(e){return this.x*e.x+this.y*e.y+this.z*e.z+this.w*e.w}lengthSq(){return this.x*this.x+this.y*this.y+this.z*this.z+this.w*this.w}length(){return Math.sqrt(this.x*this.x+this.y*this.y+this.z*this.z+this.w*this.w)}manhattanLength(){return Math.abs(this.x)+Math.abs(this.y)+Math.abs(this.z)+Math.abs(this.w)}normalize(){return this.divideScalar(this.length()||1)}setLength(e){return this.normalize().multiplyScalar(e)}lerp(e,t){return this.x+=(e.x-this.x)*t,this.y+=(e.y-this.y)*t,this.z+=(e.z-this.z)*t,this.w+=(e.w-this.w)*t,this}lerpVectors(e,t,n){return this.x=e.x+(t.x-e.x)*n,this.y=e.y+(t.y-e.y)*n,this.z=e.z+(t.z-e.z)*n,this.w=e.w+(t.w-e.w)*n,this}equals(e){return e.x===this.x&&e.y===this.y&&e.z===this.z&&e.w===this.w}fromArray(e,t=0){return this.x=e[t],this.y=e[t+1],this.z=e[t+2],this.w=e[t+3],this}toArray(e=[],t=0){return e[t]=this.x,e[t+1]=this.y,e[t+2]=this.z,e[t+3]=this.w,e}fromBufferAttribute(e,t){return this.x=e.getX(t),this.y=e.getY(t),this.z=e.getZ(t),this.w=e.getW(t),this}random(){return this.x=Math.random(),this.y=Math.random(),this.z=Math.random(),this.w=Math.random(),this}*[Symbol.iterator](){yield this.x,yield this.y,yield this.z,yield this.w}},Ph=class extends xn{constructor(e=1,t=1,n={}){super(),n=Object.assign({generateMipmaps:!1,internalFormat:null,minFilter:gi,depthBuffer:!0,stencilBuffer:!1,resolveColorBuffer:!0,resolveDepthBuffer:!0,resolveStencilBuffer:!0,storeMultisampledColorBuffer:!0,storeMultisampledDepthBuffer:!0,storeMultisampledStencilBuffer:!0,depthTexture:null,samples:0,count:1,depth:1,multiview:!1,useArrayDepthTexture:!1},n),this.isRenderTarget=!0,this.width=e,this.height=t,this.depth=n.depth,this.scissor=new gt(0,0,e,t),this.scissorTest=!1,this.viewport=new gt(0,0,e,t),this.textures=[];let s=n.count;for(let r=0;r<s;r++)this.textures[r]=new wi({width:e,height:t,depth:n.depth}),this.textures[r].isRenderTargetTexture=!0,this.textures[r].renderTarget=this;this._setTextureOptions(n),this.depthBuffer=n.depthBuffer,this.stencilBuffer=n.stencilBuffer,this.resolveColorBuffer=n.resolveColorBuffer,this.resolveDepthBuffer=n.resolveDepthBuffer,this.resolveStencilBuffer=n.resolveStencilBuffer,this.storeMultisampledColorBuffer=n.storeMultisampledColorBuffer,this.storeMultisampledDepthBuffer=n.storeMultisampledDepthBuffer,this.storeMultisampledStencilBuffer=n.storeMultisampledStencilBuffer,this._depthTexture=null,this.depthTexture=n.depthTexture,this.samples=n.samples,this.multiview=n.multiview,this.useArrayDepthTexture=n.useArrayDepthTexture}_setTextureOptions(e={}){let t={minFilter:gi,generateMipmaps:!1,flipY:!1,internalFormat:null};e.mapping!==void 0&&(t.mapping=e.mapping),e.wrapS!==void 0&&(t.wrapS=e.wrapS),e.wrapT!==void 0&&(t.wrapT=e.wrapT),e.wrapR!==void 0&&(t.wrapR=e.wrapR),e.magFilter!==void 0&&(t.magFilter=e.magFilter),e.minFilter!==void 0&&(t.minFilter=e.minFilter),e.format!==void 0&&(t.format=e.format),e.type!==void 0&&(t.type=e.type),e.anisotropy!==void 0&&(t.anisotropy=e.anisotropy),e.colorSpace!==void 0&&(t.colorSpace=e.colorSpace),e.flipY!==void 0&&(t.flipY=e.flipY),e.generateMipmaps!==void 0&&(t.generateMipmaps=e.generateMipmaps),e.mipmapsAutoUpdate!==void 0&&(t.mipmapsAutoUpdate=e.mipmapsAutoUpdate),e.internalFormat!==void 0&&(t.internalFormat=e.internalFormat);for(let n=0;n<this.textures.length;n++)this.textures[n].setValues(t)}get texture(){return this.textures[0]}set texture(e){this.textures[0]=e}set depthTexture(e){this._depthTexture!==null&&this._depthTexture.renderTarget===this&&(this._depthTexture.renderTarget=null),e!==null&&e.renderTarget===null&&(e.renderTarget=this),this._depthTexture=e}get depthTexture(){return this._depthTexture}setSize(e,t,n=1){if(this.width!==e||this.height!==t||this.depth!==n){this.width=e,this.height=t,this.depth=n;for(let s=0,r=this.textures.length;s<r;s++)this.textures[s].image.width=e,this.textures[s].image.height=t,this.textures[s].image.depth=n,this.textures[s].isData3DTexture!==!0&&(this.textures[s].isArrayTexture=this.textures[s].image.depth>1);this.dispose()}this.viewport.set(0,0,e,t),this.scissor.set(0,0,e,t)}clone(){return new this.constructor().copy(this)}copy(e){this.width=e.width,this.height=e.height,this.depth=e.depth,this.scissor.copy(e.scissor),this.scissorTest=e.scissorTest,this.viewport.copy(e.viewport),this.textures.length=0;for(let t=0,n=e.textures.length;t<n;t++){this.textures[t]=e.textures[t].clone(),this.textures[t].isRenderTargetTexture=!0,this.textures[t].renderTarget=this;let s=Object.assign({},e.textures[t].image);this.textures[t].source=new co(s)}if(this.depthBuffer=e.depthBuffer,this.stencilBuffer=e.stencilBuffer,this.resolveColorBuffer=e.resolveColorBuffer,this.resolveDepthBuffer=e.resolveDepthBuffer,this.resolveStencilBuffer=e.resolveStencilBuffer,this.storeMultisampledColorBuffer=e.storeMultisampledColorBuffer,this.storeMultisampledDepthBuffer=e.storeMultisampledDepthBuffer,this.storeMultisampledStencilBuffer=e.storeMultisampledStencilBuffer,e.depthTexture!==null)if(e.depthTexture.renderTarget===e){let t=e.depthTexture.clone();t.renderTarget=null,this.depthTexture=t}else this.depthTexture=e.depthTexture;else this.depthTexture=null;return this.samples=e.samples,this.multiview=e.multiview,this.useArrayDepthTexture=e.useArrayDepthTexture,this}dispose(){this.dispatchEvent({type:"dispose"})}},zi=class extends Ph{constructor(e=1,t=1,n={}){super(e,t,n),this.isWebGLRenderTarget=!0}},Ea=class extends wi{constructor(e=null,t=1,n=1,s=1){super(null),this.isDataArrayTexture=!0,this.image={data:e,width:t,height:n,depth:s},this.magFilter=Nt,this.minFilter=Nt,this.wrapR=Cn,this.generateMipmaps=!1,this.flipY=!1,this.unpackAlignment=1,this.layerUpdates=new Set}copy(e){return super.copy(e),this.wrapR=e.wrapR,this}addLayerUpdate(e){this.layerUpdates.add(e)}clearLayerUpdates(){this.layerUpdates.clear()}};var Lh=class extends wi{constructor(e=null,t=1,n=1,s=1){super(null),this.isData3DTexture=!0,this.image={data:e,width:t,height:n,depth:s},this.magFilter=Nt,this.minFilter=Nt,this.wrapR=Cn,this.generateMipmaps=!1,this.flipY=!1,this.unpackAlignment=1}copy(e){return super.copy(e),this.wrapR=e.wrapR,this}};var rt=class i{static{this.prototype.isMatrix4=!0}constructor(e,t,n,s,r,o,a,l,c,h,u,d,f,p,y,m){this.elements=[1,0,0,0,0,1,0,0,0,0,1,0,0,0,0,1],e!==void 0&&this.set(e,t,n,s,r,o,a,l,c,h,u,d,f,p,y,m)}set(e,t,n,s,r,o,a,l,c,h,u,d,f,p,y,m){let g=this.elements;return g[0]=e,g[4]=t,g[8]=n,g[12]=s,g[1]=r,g[5]=o,g[9]=a,g[13]=l,g[2]=c,g[6]=h,g[10]=u,g[14]=d,g[3]=f,g[7]=p,g[11]=y,g[15]=m,this}identity(){return this.set(1,0,0,0,0,1,0,0,0,0,1,0,0,0,0,1),this}clone(){return new i().fromArray(this.elements)}copy(e){let t=this.elements,n=e.elements;return t[0]=n[0],t[1]=n[1],t[2]=n[2],t[3]=n[3],t[4]=n[4],t[5]=n[5],t[6]=n[6],t[7]=n[7],t[8]=n[8],t[9]=n[9],t[10]=n[10],t[11]=n[11],t[12]=n[12],t[13]=n[13],t[14]=n[14],t[15]=n[15],this}copyPosition(e){let t=this.elements,n=e.elements;return t[12]=n[12],t[13]=n[13],t[14]=n[14],this}setFromMatrix3(e){let t=e.elements;return this.set(t[0],t[3],t[6],0,t[1],t[4],t[7],0,t[2],t[5],t[8],0,0,0,0,1),this}extractBasis(e,t,n){return this.determinantAffine()===0?(e.set(1,0,0),t.set(0,1,0),n.set(0,0,1),this):(e.setFromMatrixColumn(this,0),t.setFromMatrixColumn(this,1),n.setFromMatrixColumn(this,2),this)}makeBasis(e,t,n){return this.set(e.x,t.x,n.x,0,e.y,t.y,n.y,0,e.z,t.z,n.z,0,0,0,0,1),this}extractRotation(e){if(e.determinantAffine()===0)return this.identity();let t=this.elements,n=e.elements,s=1/Wr.setFromMatrixColumn(e,0).length(),r=1/Wr.setFromMatrixColumn(e,1).length(),o=1/Wr.setFromMatrixColumn(e,2).length();return t[0]=n[0]*s,t[1]=n[1]*s,t[2]=n[2]*s,t[3]=0,t[4]=n[4]*r,t[5]=n[5]*r,t[6]=n[6]*r,t[7]=0,t[8]=n[8]*o,t[9]=n[9]*o,t[10]=n[10]*o,t[11]=0,t[12]=0,t[13]=0,t[14]=0,t[15]=1,this}makeRotationFromEuler(e){let t=this.elements,n=e.x,s=e.y,r=e.z,o=Math.cos(n),a=Math.sin(n),l=Math.cos(s),c=Math.sin(s),h=Math.cos(r),u=Math.sin(r);if(e.order==="XYZ"){let d=o*h,f=o*u,p=a*h,y=a*u;t[0]=l*h,t[4]=-l*u,t[8]=c,t[1]=f+p*c,t[5]=d-y*c,t[9]=-a*l,t[2]=y-d*c,t[6]=p+f*c,t[10]=o*l}else if(e.order==="YXZ"){let d=l*h,f=l*u,p=c*h,y=c*u;t[0]=d+y*a,t[4]=p*a-f,t[8]=o*c,t[1]=o*u,t[5]=o*h,t[9]=-a,t[2]=f*a-p,t[6]=y+d*a,t[10]=o*l}else if(e.order==="ZXY"){let d=l*h,f=l*u,p=c*h,y=c*u;t[0]=d-y*a,t[4]=-o*u,t[8]=p+f*a,t[1]=f+p*a,t[5]=o*h,t[9]=y-d*a,t[2]=-o*c,t[6]=a,t[10]=o*l}else if(e.order==="ZYX"){let d=o*h,f=o*u,p=a*h,y=a*u;t[0]=l*h,t[4]=p*c-f,t[8]=d*c+y,t[1]=l*u,t[5]=y*c+d,t[9]=f*c-p,t[2]=-c,t[6]=a*l,t[10]=o*l}else if(e.order==="YZX"){let d=o*l,f=o*c,p=a*l,y=a*c;t[0]=l*h,t[4]=y-d*u,t[8]=p*u+f,t[1]=u,t[5]=o*h,t[9]=-a*h,t[2]=-c*h,t[6]=f*u+p,t[10]=d-y*u}else if(e.order==="XZY"){let d=o*l,f=o*c,p=a*l,y=a*c;t[0]=l*h,t[4]=-u,t[8]=c*h,t[1]=d*u+y,t[5]=o*h,t[9]=f*u-p,t[2]=p*u-f,t[6]=a*h,t[10]=y*u+d}return t[3]=0,t[7]=0,t[11]=0,t[12]=0,t[13]=0,t[14]=0,t[15]=1,this}makeRotationFromQuaternion(e){return this.compose(Ab,e,Cb)}lookAt(e,t,n){let s=this.elements;return Ni.subVectors(e,t),Ni.lengthSq()===0&&(Ni.z=1),Ni.normalize(),Ms.crossVectors(n,Ni),Ms.lengthSq()===0&&(Math.abs(n.z)===1?Ni.x+=1e-4:Ni.z+=1e-4,Ni.normalize(),Ms.crossVectors(n,Ni)),Ms.normalize(),$c.crossVectors(Ni,Ms),s[0]=Ms.x,s[4]=$c.x,s[8]=Ni.x,s[1]=Ms.y,s[5]=$c.y,s[9]=Ni.y,s[2]=Ms.z,s[6]=$c.z,s[10]=Ni.z,this}multiply(e){return this.multiplyMatrices(this,e)}premultiply(e){return this.multiplyMatrices(e,this)}multiplyMatrices(e,t){let n=e.elements,s=t.elements,r=this.elements,o=n[0],a=n[4],l=n[8],c=n[12],h=n[1],u=n[5],d=n[9],f=n[13],p=n[2],y=n[6],m=n[10],g=n[14],S=n[3],E=n[7],b=n[11],C=n[15],A=s[0],x=s[4],M=s[8],V=s[12],U=s[1],F=s[5],G=s[9],j=s[13],P=s[2],Y=s[6],Q=s[10],W=s[14],re=s[3],$=s[7],ie=s[11],ne=s[15];return r[0]=o*A+a*U+l*P+c*re,r[4]=o*x+a*F+l*Y+c*$,r[8]=o*M+a*G+l*Q+c*ie,r[12]=o*V+a*j+l*W+c*ne,r[1]=h*A+u*U+d*P+f*re,r[5]=h*x+u*F+d*Y+f*$,r[9]=h*M+u*G+d*Q+f*ie,r[13]=h*V+u*j+d*W+f*ne,r[2]=p*A+y*U+m*P+g*re,r[6]=p*x+y*F+m*Y+g*$,r[10]=p*M+y*G+m*Q+g*ie,r[14]=p*V+y*j+m*W+g*ne,r[3]=S*A+E*U+b*P+C*re,r[7]=S*x+E*F+b*Y+C*$,r[11]=S*M+E*G+b*Q+C*ie,r[15]=S*V+E*j+b*W+C*ne,this}multiplyScalar(e){let t=this.elements;return t[0]*=e,t[4]*=e,t[8]*=e,t[12]*=e,t[1]*=e,t[5]*=e,t[9]*=e,t[13]*=e,t[2]*=e,t[6]*=e,t[10]*=e,t[14]*=e,t[3]*=e,t[7]*=e,t[11]*=e,t[15]*=e,this}determinant(){let e=this.elements,t=e[0],n=e[4],s=e[8],r=e[12],o=e[1],a=e[5],l=e[9],c=e[13],h=e[2],u=e[6],d=e[10],f=e[14],p=e[3],y=e[7],m=e[11],g=e[15],S=l*f-c*d,E=a*f-c*u,b=a*d-l*u,C=o*f-c*h,A=o*d-l*h,x=o*u-a*h;return t*(y*S-m*E+g*b)-n*(p*S-m*C+g*A)+s*(p*E-y*C+g*x)-r*(p*b-y*A+m*x)}determinantAffine(){let e=this.elements,t=e[0],n=e[4],s=e[8],r=e[1],o=e[5],a=e[9],l=e[2],c=e[6],h=e[10];return t*(o*h-a*c)-n*(r*h-a*l)+s*(r*c-o*l)}transpose(){let e=this.elements,t;return t=e[1],e[1]=e[4],e[4]=t,t=e[2],e[2]=e[8],e[8]=t,t=e[6],e[6]=e[9],e[9]=t,t=e[3],e[3]=e[12],e[12]=t,t=e[7],e[7]=e[13],e[13]=t,t=e[11],e[11]=e[14],e[14]=t,this}setPosition(e,t,n){let s=this.elements;return e.isVector3?(s[12]=e.x,s[13]=e.y,s[14]=e.z):(s[12]=e,s[13]=t,s[14]=n),this}invert(){let e=this.elements,t=e[0],n=e[1],s=e[2],r=e[3],o=e[4],a=e[5],l=e[6],c=e[7],h=e[8],u=e[9],d=e[10],f=e[11],p=e[12],y=e[13],m=e[14],g=e[15],S=t*a-n*o,E=t*l-s*o,b=t*c-r*o,C=n*l-s*a,A=n*c-r*a,x=s*c-r*l,M=h*y-u*p,V=h*m-d*p,U=h*g-f*p,F=u*m-d*y,G=u*g-f*y,j=d*g-f*m,P=S*j-E*G+b*F+C*U-A*V+x*M;if(P===0)return this.set(0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0);let Y=1/P;return e[0]=(a*j-l*G+c*F)*Y,e[1]=(s*G-n*j-r*F)*Y,e[2]=(y*x-m*A+g*C)*Y,e[3]=(d*A-u*x-f*C)*Y,e[4]=(l*U-o*j-c*V)*Y,e[5]=(t*j-s*U+r*V)*Y,e[6]=(m*b-p*x-g*E)*Y,e[7]=(h*x-d*b+f*E)*Y,e[8]=(o*G-a*U+c*M)*Y,e[9]=(n*U-t*G-r*M)*Y,e[10]=(p*A-y*b+g*S)*Y,e[11]=(u*b-h*A-f*S)*Y,e[12]=(a*V-o*F-l*M)*Y,e[13]=(t*F-n*V+s*M)*Y,e[14]=(y*E-p*C-m*S)*Y,e[15]=(h*C-u*E+d*S)*Y,this}scale(e){let t=this.elements,n=e.x,s=e.y,r=e.z;return t[0]*=n,t[4]*=s,t[8]*=r,t[1]*=n,t[5]*=s,t[9]*=r,t[2]*=n,t[6]*=s,t[10]*=r,t[3]*=n,t[7]*=s,t[11]*=r,this}getMaxScaleOnAxis(){let e=this.elements,t=e[0]*e[0]+e[1]*e[1]+e[2]*e[2],n=e[4]*e[4]+e[5]*e[5]+e[6]*e[6],s=e[8]*e[8]+e[9]*e[9]+e[10]*e[10];return Math.sqrt(Math.max(t,n,s))}makeTranslation(e,t,n){return e.isVector3?this.set(1,0,0,e.x,0,1,0,e.y,0,0,1,e.z,0,0,0,1):this.set(1,0,0,e,0,1,0,t,0,0,1,n,0,0,0,1),this}makeRotationX(e){let t=Math.cos(e),n=Math.sin(e);return this.set(1,0,0,0,0,t,-n,0,0,n,t,0,0,0,0,1),this}makeRotationY(e){let t=Math.cos(e),n=Math.sin(e);return this.set(t,0,n,0,0,1,0,0,-n,0,t,0,0,0,0,1),this}makeRotationZ(e){let t=Math.cos(e),n=Math.sin(e);return this.set(t,-n,0,0,n,t,0,0,0,0,1,0,0,0,0,1),this}makeRotationAxis(e,t){let n=Math.cos(t),s=Math.sin(t),r=1-n,o=e.x,a=e.y,l=e.z,c=r*o,h=r*a;return this.set(c*o+n,c*a-s*l,c*l+s*a,0,c*a+s*l,h*a+n,h*l-s*o,0,c*l-s*a,h*l+s*o,r*l*l+n,0,0,0,0,1),this}makeScale(e,t,n){return this.set(e,0,0,0,0,t,0,0,0,0,n,0,0,0,0,1),this}makeShear(e,t,n,s,r,o){return this.set(1,n,r,0,e,1,o,0,t,s,1,0,0,0,0,1),this}compose(e,t,n){let s=this.elements,r=t._x,o=t._y,a=t._z,l=t._w,c=r+r,h=o+o,u=a+a,d=r*c,f=r*h,p=r*u,y=o*h,m=o*u,g=a*u,S=l*c,E=l*h,b=l*u,C=n.x,A=n.y,x=n.z;return s[0]=(1-(y+g))*C,s[1]=(f+b)*C,s[2]=(p-E)*C,s[3]=0,s[4]=(f-b)*A,s[5]=(1-(d+g))*A,s[6]=(m+S)*A,s[7]=0,s[8]=(p+E)*x,s[9]=(m-S)*x,s[10]=(1-(d+y))*x,s[11]=0,s[12]=e.x,s[13]=e.y,s[14]=e.z,s[15]=1,this}decompose(e,t,n){let s=this.elements;e.x=s[12],e.y=s[13],e.z=s[14];let r=this.determinantAffine();if(r===0)return n.set(1,1,1),t.identity(),this;let o=Wr.set(s[0],s[1],s[2]).length(),a=Wr.set(s[4],s[5],s[6]).length(),l=Wr.set(s[8],s[9],s[10]).length();r<0&&(o=-o),mn.copy(this);let c=1/o,h=1/a,u=1/l;return mn.elements[0]*=c,mn.elements[1]*=c,mn.elements[2]*=c,mn.elements[4]*=h,mn.elements[5]*=h,mn.elements[6]*=h,mn.elements[8]*=u,mn.elements[9]*=u,mn.elements[10]*=u,t.setFromRotationMatrix(mn),n.x=o,n.y=a,n.z=l,this}makePerspective(e,t,n,s,r,o,a=sn,l=!1){let c=this.elements,h=2*r/(t-e),u=2*r/(n-s),d=(t+e)/(t-e),f=(n+s)/(n-s),p,y;if(l)p=r/(o-r),y=o*r/(o-r);else if(a===sn)p=-(o+r)/(o-r),y=-2*o*r/(o-r);else if(a===wa)p=-o/(o-r),y=-o*r/(o-r);else throw new Error("THREE.Matrix4.makePerspective(): Invalid coordinate system: "+a);return c[0]=h,c[4]=0,c[8]=d,c[12]=0,c[1]=0,c[5]=u,c[9]=f,c[13]=0,c[2]=0,c[6]=0,c[10]=p,c[14]=y,c[3]=0,c[7]=0,c[11]=-1,c[15]=0,this}makeOrthographic(e,t,n,s,r,o,a=sn,l=!1){let c=this.elements,h=2/(t-e),u=2/(n-s),d=-(t+e)/(t-e),f=-(n+s)/(n-s),p,y;if(l)p=1/(o-r),y=o/(o-r);else if(a===sn)p=-2/(o-r),y=-(o+r)/(o-r);else if(a===wa)p=-1/(o-r),y=-r/(o-r);else throw new Error("THREE.Matrix4.makeOrthographic(): Invalid coordinate system: "+a);return c[0]=h,c[4]=0,c[8]=0,c[12]=d,c[1]=0,c[5]=u,c[9]=0,c[13]=f,c[2]=0,c[6]=0,c[10]=p,c[14]=y,c[3]=0,c[7]=0,c[11]=0,c[15]=1,this}equals(e){let t=this.elements,n=e.elements;for(let s=0;s<16;s++)if(t[s]!==n[s])return!1;return!0}fromArray(e,t=0){for(let n=0;n<16;n++)this.elements[n]=e[n+t];return this}toArray(e=[],t=0){let n=this.elements;return e[t]=n[0],e[t+1]=n[1],e[t+2]=n[2],e[t+3]=n[3],e[t+4]=n[4],e[t+5]=n[5],e[t+6]=n[6],e[t+7]=n[7],e[t+8]=n[8],e[t+9]=n[9],e[t+10]=n[10],e[t+11]=n[11],e[t+12]=n[12],e[t+13]=n[13],e[t+14]=n[14],e[t+15]=n[15],e}},Wr=new D,mn=new rt,Ab=new D(0,0,0),Cb=new D(1,1,1),Ms=new D,$c=new D,Ni=new D,P0=new rt,L0=new ki,Is=class i{constructor(e=0,t=0,n=0,s=i.DEFAULT_ORDER){this.isEuler=!0,this._x=e,this._y=t,this._z=n,this._order=s}get x(){return this._x}set x(e){this._x=e,this._onChangeCallback()}get y(){return this._y}set y(e){this._y=e,this._onChangeCallback()}get z(){return this._z}set z(e){this._z=e,this._onChangeCallback()}get order(){return this._order}set order(e){this._order=e,this._onChangeCallback()}set(e,t,n,s=this._order){return this._x=e,this._y=t,this._z=n,this._order=s,this._onChangeCallback(),this}clone(){return new this.constructor(this._x,this._y,this._z,this._order)}copy(e){return this._x=e._x,this._y=e._y,this._z=e._z,this._order=e._order,this._onChangeCallback(),this}setFromRotationMatrix(e,t=this._order,n=!0){let s=e.elements,r=s[0],o=s[4],a=s[8],l=s[1],c=s[5],h=s[9],u=s[2],d=s[6],f=s[10];switch(t){case"XYZ":this._y=Math.asin(qe(a,-1,1)),Math.abs(a)<.9999999?(this._x=Math.atan2(-h,f),this._z=Math.atan2(-o,r)):(this._x=Math.atan2(d,c),this._z=0);break;case"YXZ":this._x=Math.asin(-qe(h,-1,1)),Math.abs(h)<.9999999?(this._y=Math.atan2(a,f),this._z=Math.atan2(l,c)):(this._y=Math.atan2(-u,r),this._z=0);break;case"ZXY":this._x=Math.asin(qe(d,-1,1)),Math.abs(d)<.9999999?(this._y=Math.atan2(-u,f),this._z=Math.atan2(-o,c)):(this._y=0,this._z=Math.atan2(l,r));break;case"ZYX":this._y=Math.asin(-qe(u,-1,1)),Math.abs(u)<.9999999?(this._x=Math.atan2(d,f),this._z=Math.atan2(l,r)):(this._x=0,this._z=Math.atan2(-o,c));break;case"YZX":this._z=Math.asin(qe(l,-1,1)),Math.abs(l)<.9999999?(this._x=Math.atan2(-h,c),this._y=Math.atan2(-u,r)):(this._x=0,this._y=Math.atan2(a,f));break;case"XZY":this._z=Math.asin(-qe(o,-1,1)),Math.abs(o)<.9999999?(this._x=Math.atan2(d,c),this._y=Math.atan2(a,r)):(this._x=Math.atan2(-h,f),this._y=0);break;default:Ne("Euler: .setFromRotationMatrix() encountered an unknown order: "+t)}return this._order=t,n===!0&&this._onChangeCallback(),this}setFromQuaternion(e,t,n){return P0.makeRotationFromQuaternion(e),this.setFromRotationMatrix(P0,t,n)}setFromVector3(e,t=this._order){return this.set(e.x,e.y,e.z,t)}reorder(e){return L0.setFromEuler(this),this.setFromQuaternion(L0,e)}equals(e){return e._x===this._x&&e._y===this._y&&e._z===this._z&&e._order===this._order}fromArray(e){return this._x=e[0],this._y=e[1],this._z=e[2],e[3]!==void 0&&(this._order=e[3]),this._onChangeCallback(),this}toArray(e=[],t=0){return e[t]=this._x,e[t+1]=this._y,e[t+2]=this._z,e[t+3]=this._order,e}_onChange(e){return this._onChangeCallback=e,this}_onChangeCallback(){}*[Symbol.iterator](){yield this._x,yield this._y,yield this._z,yield this._order}};Is.DEFAULT_ORDER="XYZ";var ho=class{constructor(){this.mask=1}set(e){this.mask=(1<<e|0)>>>0}enable(e){this.mask|=1<<e|0}enableAll(){this.mask=-1}toggle(e){this.mask^=1<<e|0}disable(e){this.mask&=~(1<<e|0)}disableAll(){this.mask=0}test(e){return(this.mask&e.mask)!==0}isEnabled(e){return(this.mask&(1<<e|0))!==0}},Rb=0,D0=new D,Xr=new ki,Jn=new rt,Yc=new D,ha=new D,Ib=new D,Pb=new ki,N0=new D(1,0,0),U0=new D(0,1,0),O0=new D(0,0,1),F0={type:"added"},Lb={type:"removed"},$r={type:"childadded",child:null},Ff={type:"childremoved",child:null},Mi=class i extends xn{constructor(){super(),this.isObject3D=!0,Object.defineProperty(this,"id",{value:Rb++}),this.uuid=Fs(),this.name="",this.type="Object3D",this.parent=null,this.children=[],this.up=i.DEFAULT_UP.clone();let e=new D,t=new Is,n=new ki,s=new D(1,1,1);function r(){n.setFromEuler(t,!1)}function o(){t.setFromQuaternion(n,void 0,!1)}t._onChange(r),n._onChange(o),Object.defineProperties(this,{position:{configurable:!0,enumerable:!0,value:e},rotation:{configurable:!0,enumerable:!0,value:t},quaternion:{configurable:!0,enumerable:!0,value:n},scale:{configurable:!0,enumerable:!0,value:s},modelViewMatrix:{value:new rt},normalMatrix:{value:new We}}),this.matrix=new rt,this.matrixWorld=new rt,this.matrixAutoUpdate=i.DEFAULT_MATRIX_AUTO_UPDATE,this.matrixWorldAutoUpdate=i.DEFAULT_MATRIX_WORLD_AUTO_UPDATE,this.matrixWorldNeedsUpdate=!1,this.layers=new ho,this.visible=!0,this.castShadow=!1,this.receiveShadow=!1,this.frustumCulled=!0,this.renderOrder=0,this.animations=[],this.customDepthMaterial=void 0,this.customDistanceMaterial=void 0,this.static=!1,this.userData={},this.pivot=null}onBeforeShadow(){}onAfterShadow(){}onBeforeRender(){}onAfterRender(){}applyMatrix4(e){this.matrixAutoUpdate&&this.updateMatrix(),this.matrix.premultiply(e),this.matrix.decompose(this.position,this.quaternion,this.scale),this.pivot!==null&&this.position.copy(this.pivot).applyMatrix4(this.matrix).sub(this.pivot)}applyQuaternion(e){return this.quaternion.premultiply(e),this}setRotationFromAxisAngle(e,t){this.quaternion.setFromAxisAngle(e,t)}setRotationFromEuler(e){this.quaternion.setFromEuler(e,!0)}setRotationFromMatrix(e){this.quaternion.setFromRotationMatrix(e)}setRotationFromQuaternion(e){this.quaternion.copy(e)}rotateOnAxis(e,t){return Xr.setFromAxisAngle(e,t),this.quaternion.multiply(Xr),this}rotateOnWorldAxis(e,t){return Xr.setFromAxisAngle(e,t),this.quaternion.premultiply(Xr),this}rotateX(e){return this.rotateOnAxis(N0,e)}rotateY(e){return this.rotateOnAxis(U0,e)}rotateZ(e){return this.rotateOnAxis(O0,e)}translateOnAxis(e,t){return D0.copy(e).applyQuaternion(this.quaternion),this.position.add(D0.multiplyScalar(t)),this}translateX(e){return this.translateOnAxis(N0,e)}translateY(e){return this.translateOnAxis(U0,e)}translateZ(e){return this.translateOnAxis(O0,e)}localToWorld(e){return this.updateWorldMatrix(!0,!1),e.applyMatrix4(this.matrixWorld)}worldToLocal(e){return this.updateWorldMatrix(!0,!1),e.applyMatrix4(Jn.copy(this.matrixWorld).invert())}lookAt(e,t,n){e.isVector3?Yc.copy(e):Yc.set(e,t,n);let s=this.parent;this.updateWorldMatrix(!0,!1),ha.setFromMatrixPosition(this.matrixWorld),this.isCamera||this.isLight?Jn.lookAt(ha,Yc,this.up):Jn.lookAt(Yc,ha,this.up),this.quaternion.setFromRotationMatrix(Jn),s&&(Jn.extractRotation(s.matrixWorld),Xr.setFromRotationMatrix(Jn),this.quaternion.premultiply(Xr.invert()))}add(e){if(arguments.length>1){for(let t=0;t<arguments.length;t++)this.add(arguments[t]);return this}return e===this?(ze("Object3D.add: object can't be added as a child of itself.",e),this):(e&&e.isObject3D?(e.removeFromParent(),e.parent=this,this.children.push(e),e.dispatchEvent(F0),$r.child=e,this.dispatchEvent($r),$r.child=null):ze("Object3D.add: object not an instance of THREE.Object3D.",e),this)}remove(e){if(arguments.length>1){for(let n=0;n<arguments.length;n++)this.remove(arguments[n]);return this}let t=this.children.indexOf(e);return t!==-1&&(e.parent=null,this.children.splice(t,1),e.dispatchEvent(Lb),Ff.child=e,this.dispatchEvent(Ff),Ff.child=null),this}removeFromParent(){let e=this.parent;return e!==null&&e.remove(this),this}clear(){return this.remove(...this.children)}attach(e){return this.updateWorldMatrix(!0,!1),Jn.copy(this.matrixWorld).invert(),e.parent!==null&&(e.parent.updateWorldMatrix(!0,!1),Jn.multiply(e.parent.matrixWorld)),e.applyMatrix4(Jn),e.removeFromParent(),e.parent=this,this.children.push(e),e.updateWorldMatrix(!1,!0),e.dispatchEvent(F0),$r.child=e,this.dispatchEvent($r),$r.child=null,this}getObjectById(e){return this.getObjectByProperty("id",e)}getObjectByName(e){return this.getObjectByProperty("name",e)}getObjectByProperty(e,t){if(this[e]===t)return this;for(let n=0,s=this.children.length;n<s;n++){let o=this.children[n].getObjectByProperty(e,t);if(o!==void 0)return o}}getObjectsByProperty(e,t,n=[]){this[e]===t&&n.push(this);let s=this.children;for(let r=0,o=s.length;r<o;r++)s[r].getObjectsByProperty(e,t,n);return n}getWorldPosition(e){return this.updateWorldMatrix(!0,!1),e.setFromMatrixPosition(this.matrixWorld)}getWorldQuaternion(e){return this.updateWorldMatrix(!0,!1),this.matrixWorld.decompose(ha,e,Ib),e}getWorldScale(e){return this.updateWorldMatrix(!0,!1),this.matrixWorld.decompose(ha,Pb,e),e}getWorldDirection(e){this.updateWorldMatrix(!0,!1);let t=this.matrixWorld.elements;return e.set(t[8],t[9],t[10]).normalize()}raycast(){}intersectsFrustum(){return!0}traverse(e){e(this);let t=this.children;for(let n=0,s=t.length;n<s;n++)t[n].traverse(e)}traverseVisible(e){if(this.visible===!1)return;e(this);let t=this.children;for(let n=0,s=t.length;n<s;n++)t[n].traverseVisible(e)}traverseAncestors(e){let t=this.parent;t!==null&&(e(t),t.traverseAncestors(e))}updateMatrix(){this.matrix.compose(this.position,this.quaternion,this.scale);let e=this.pivot;if(e!==null){let t=e.x,n=e.y,s=e.z,r=this.matrix.elements;r[12]+=t-r[0]*t-r[4]*n-r[8]*s,r[13]+=n-r[1]*t-r[5]*n-r[9]*s,r[14]+=s-r[2]*t-r[6]*n-r[10]*s}this.matrixWorldNeedsUpdate=!0}updateMatrixWorld(e){this.matrixAutoUpdate&&this.updateMatrix(),(this.matrixWorldNeedsUpdate||e)&&(this.matrixWorldAutoUpdate===!0&&(this.parent===null?this.matrixWorld.copy(this.matrix):this.matrixWorld.multiplyMatrices(this.parent.matrixWorld,this.matrix)),this.matrixWorldNeedsUpdate=!1,e=!0);let t=this.children;for(let n=0,s=t.length;n<s;n++)t[n].updateMatrixWorld(e)}updateWorldMatrix(e,t,n=!1){let s=this.parent;if(e===!0&&s!==null&&s.updateWorldMatrix(!0,!1),this.matrixAutoUpdate&&this.updateMatrix(),(this.matrixWorldNeedsUpdate||n)&&(this.matrixWorldAutoUpdate===!0&&(this.parent===null?this.matrixWorld.copy(this.matrix):this.matrixWorld.multiplyMatrices(this.parent.matrixWorld,this.matrix)),this.matrixWorldNeedsUpdate=!1,n=!0),t===!0){let r=this.children;for(let o=0,a=r.length;o<a;o++)r[o].updateWorldMatrix(!1,!0,n)}}toJSON(e){let t=e===void 0||typeof e=="string",n={};t&&(e={geometries:{},materials:{},textures:{},images:{},shapes:{},skeletons:{},animations:{},nodes:{}},n.metadata={version:4.7,type:"Object",generator:"Object3D.toJSON"});let s={};s.uuid=this.uuid,s.type=this.type,s.name=this.name,s.castShadow=this.castShadow,s.receiveShadow=this.receiveShadow,s.visible=this.visible,s.frustumCulled=this.frustumCulled,s.renderOrder=this.renderOrder,s.static=this.static,s.matrixAutoUpdate=this.matrixAutoUpdate,Object.keys(this.userData).length>0&&(s.userData=this.userData),s.layers=this.layers.mask,s.matrix=this.matrix.toArray(),s.up=this.up.toArray(),this.pivot!==null&&(s.pivot=this.pivot.toArray()),this.morphTargetDictionary!==void 0&&(s.morphTargetDictionary=Object.assign({},this.morphTargetDictionary)),this.morphTargetInfluences!==void 0&&(s.morphTargetInfluences=this.morphTargetInfluences.slice()),this.isInstancedMesh&&(s.type="InstancedMesh",s.count=this.count,s.instanceMatrix=this.instanceMatrix.toJSON(),this.instanceColor!==null&&(s.instanceColor=this.instanceColor.toJSON())),this.isBatchedMesh&&(s.type="BatchedMesh",s.perObjectFrustumCulled=this.perObjectFrustumCulled,s.sortObjects=this.sortObjects,s.drawRanges=this._drawRanges,s.reservedRanges=this._reservedRanges,s.geometryInfo=this._geometryInfo.map(a=>({...a,boundingBox:a.boundingBox?a.boundingBox.toJSON():void 0,boundingSphere:a.boundingSphere?a.boundingSphere.toJSON():void 0})),s.instanceInfo=this._instanceInfo.map(a=>({...a})),s.availableInstanceIds=this._availableInstanceIds.slice(),s.availableGeometryIds=this._availableGeometryIds.slice(),s.nextIndexStart=this._nextIndexStart,s.nextVertexStart=this._nextVertexStart,s.geometryCount=this._geometryCount,s.maxInstanceCount=this._maxInstanceCount,s.maxVertexCount=this._maxVertexCount,s.maxIndexCount=this._maxIndexCount,s.geometryInitialized=this._geometryInitialized,s.matricesTexture=this._matricesTexture.toJSON(e),s.indirectTexture=this._indirectTexture.toJSON(e),this._colorsTexture!==null&&(s.colorsTexture=this._colorsTexture.toJSON(e)),this.boundingSphere!==null&&(s.boundingSphere=this.boundingSphere.toJSON()),this.boundingBox!==null&&(s.boundingBox=this.boundingBox.toJSON()));function r(a,l){return a[l.uuid]===void 0&&(a[l.uuid]=l.toJSON(e)),l.uuid}if(this.isScene)this.background&&(this.background.isColor?s.background=this.background.toJSON():this.background.isTexture&&(s.background=this.background.toJSON(e).uuid)),this.environment&&this.environment.isTexture&&this.environment.isRenderTargetTexture!==!0&&(s.environment=this.environment.toJSON(e).uuid);else if(this.isMesh||this.isLine||this.isPoints){s.geometry=r(e.geometries,this.geometry);let a=this.geometry.parameters;if(a!==void 0&&a.shapes!==void 0){let l=a.shapes;if(Array.isArray(l))for(let c=0,h=l.length;c<h;c++){let u=l[c];r(e.shapes,u)}else r(e.shapes,l)}}if(this.isSkinnedMesh&&(s.bindMode=this.bindMode,s.bindMatrix=this.bindMatrix.toArray(),this.skeleton!==void 0&&(r(e.skeletons,this.skeleton),s.skeleton=this.skeleton.uuid)),this.material!==void 0)if(Array.isArray(this.material)){let a=[];for(let l=0,c=this.material.length;l<c;l++)a.push(r(e.materials,this.material[l]));s.material=a}else s.material=r(e.materials,this.material);if(this.children.length>0){s.children=[];for(let a=0;a<this.children.length;a++)s.children.push(this.children[a].toJSON(e).object)}if(this.animations.length>0){s.animations=[];for(let a=0;a<this.animations.length;a++){let l=this.animations[a];s.animations.push(r(e.animations,l))}}if(t){let a=o(e.geometries),l=o(e.materials),c=o(e.textures),h=o(e.images),u=o(e.shapes),d=o(e.skeletons),f=o(e.animations),p=o(e.nodes);a.length>0&&(n.geometries=a),l.length>0&&(n.materials=l),c.length>0&&(n.textures=c),h.length>0&&(n.images=h),u.length>0&&(n.shapes=u),d.length>0&&(n.skeletons=d),f.length>0&&(n.animations=f),p.length>0&&(n.nodes=p)}return n.object=s,n;function o(a){let l=[];for(let c in a){let h=a[c];delete h.metadata,l.push(h)}return l}}clone(e){return new this.constructor().copy(this,e)}copy(e,t=!0){if(this.name=e.name,this.up.copy(e.up),this.position.copy(e.position),this.rotation.order=e.rotation.order,this.quaternion.copy(e.quaternion),this.scale.copy(e.scale),this.pivot=e.pivot!==null?e.pivot.clone():null,this.matrix.copy(e.matrix),this.matrixWorld.copy(e.matrixWorld),this.matrixAutoUpdate=e.matrixAutoUpdate,this.matrixWorldAutoUpdate=e.matrixWorldAutoUpdate,this.matrixWorldNeedsUpdate=e.matrixWorldNeedsUpdate,this.layers.mask=e.layers.mask,this.visible=e.visible,this.castShadow=e.castShadow,this.receiveShadow=e.receiveShadow,this.frustumCulled=e.frustumCulled,this.renderOrder=e.renderOrder,this.static=e.static,this.animations=e.animations.slice(),this.userData=JSON.parse(JSON.stringify(e.userData)),t===!0)for(let n=0;n<e.children.length;n++){let s=e.children[n];this.add(s.clone())}return this}dispose(){this.dispatchEvent({type:"dispose"})}};Mi.DEFAULT_UP=new D(0,1,0);Mi.DEFAULT_MATRIX_AUTO_UPDATE=!0;Mi.DEFAULT_MATRIX_WORLD_AUTO_UPDATE=!0;var Bi=class extends Mi{constructor(){super(),this.isGroup=!0,this.type="Group"}},Db={type:"move"},uo=class{constructor(){this._targetRay=null,this._grip=null,this._hand=null}getHandSpace(){return this._hand===null&&(this._hand=new Bi,this._hand.matrixAutoUpdate=!1,this._hand.visible=!1,this._hand.joints={},this._hand.inputState={pinching:!1}),this._hand}getTargetRaySpace(){return this._targetRay===null&&(this._targetRay=new Bi,this._targetRay.matrixAutoUpdate=!1,this._targetRay.visible=!1,this._targetRay.hasLinearVelocity=!1,this._targetRay.linearVelocity=new D,this._targetRay.hasAngularVelocity=!1,this._targetRay.angularVelocity=new D),this._targetRay}getGripSpace(){return this._grip===null&&(this._grip=new Bi,this._grip.matrixAutoUpdate=!1,this._grip.visible=!1,this._grip.hasLinearVelocity=!1,this._grip.linearVelocity=new D,this._grip.hasAngularVelocity=!1,this._grip.angularVelocity=new D,this._grip.eventsEnabled=!1),this._grip}dispatchEvent(e){return this._targetRay!==null&&this._targetRay.dispatchEvent(e),this._grip!==null&&this._grip.dispatchEvent(e),this._hand!==null&&this._hand.dispatchEvent(e),this}connect(e){if(e&&e.hand){let t=this._hand;if(t)for(let n of e.hand.values())this._getHandJoint(t,n)}return this.dispatchEvent({type:"connected",data:e}),this}disconnect(e){return this.dispatchEvent({type:"disconnected",data:e}),this._targetRay!==null&&(this._targetRay.visible=!1),this._grip!==null&&(this._grip.visible=!1),this._hand!==null&&(this._hand.visible=!1),this}update(e,t,n){let s=null,r=null,o=null,a=this._targetRay,l=this._grip,c=this._hand;if(e&&t.session.visibilityState!=="visible-blurred"){if(c&&e.hand){o=!0;for(let y of e.hand.values()){let m=t.getJointPose(y,n),g=this._getHandJoint(c,y);m!==null&&(g.matrix.fromArray(m.transform.matrix),g.matrix.decompose(g.position,g.quaternion,g.scale),g.matrixWorldNeedsUpdate=!0,g.jointRadius=m.radius),g.visible=m!==null}let h=c.joints["index-finger-tip"],u=c.joints["thumb-tip"],d=h.position.distanceTo(u.position),f=.02,p=.005;c.inputState.pinching&&d>f+p?(c.inputState.pinching=!1,this.dispatchEvent({type:"pinchend",handedness:e.handedness,target:this})):!c.inputState.pinching&&d<=f-p&&(c.inputState.pinching=!0,this.dispatchEvent({type:"pinchstart",handedness:e.handedness,target:this}))}else l!==null&&e.gripSpace&&(r=t.getPose(e.gripSpace,n),r!==null&&(l.matrix.fromArray(r.transform.matrix),l.matrix.decompose(l.position,l.quaternion,l.scale),l.matrixWorldNeedsUpdate=!0,r.linearVelocity?(l.hasLinearVelocity=!0,l.linearVelocity.copy(r.linearVelocity)):l.hasLinearVelocity=!1,r.angularVelocity?(l.hasAngularVelocity=!0,l.angularVelocity.copy(r.angularVelocity)):l.hasAngularVelocity=!1,l.eventsEnabled&&l.dispatchEvent({type:"gripUpdated",data:e,target:this})));a!==null&&(s=t.getPose(e.targetRaySpace,n),s===null&&r!==null&&(s=r),s!==null&&(a.matrix.fromArray(s.transform.matrix),a.matrix.decompose(a.position,a.quaternion,a.scale),a.matrixWorldNeedsUpdate=!0,s.linearVelocity?(a.hasLinearVelocity=!0,a.linearVelocity.copy(s.linearVelocity)):a.hasLinearVelocity=!1,s.angularVelocity?(a.hasAngularVelocity=!0,a.angularVelocity.copy(s.angularVelocity)):a.hasAngularVelocity=!1,this.dispatchEvent(Db)))}return a!==null&&(a.visible=s!==null),l!==null&&(l.visible=r!==null),c!==null&&(c.visible=o!==null),this}_getHandJoint(e,t){if(e.joints[t.jointName]===void 0){let n=new Bi;n.matrixAutoUpdate=!1,n.visible=!1,e.joints[t.jointName]=n,e.add(n)}return e.joints[t.jointName]}},Gy={aliceblue:15792383,antiquewhite:16444375,aqua:65535,aquamarine:8388564,azure:15794175,beige:16119260,bisque:16770244,black:0,blanchedalmond:16772045,blue:255,blueviolet:9055202,brown:10824234,burlywood:14596231,cadetblue:6266528,chartreuse:8388352,chocolate:13789470,coral:16744272,cornflowerblue:6591981,cornsilk:16775388,crimson:14423100,cyan:65535,darkblue:139,darkcyan:35723,darkgoldenrod:12092939,darkgray:11119017,darkgreen:25600,darkgrey:11119017,darkkhaki:12433259,darkmagenta:9109643,darkolivegreen:5597999,darkorange:16747520,darkorchid:10040012,darkred:9109504,darksalmon:15308410,darkseagreen:9419919,darkslateblue:4734347,darkslategray:3100495,darkslategrey:3100495,darkturquoise:52945,darkviolet:9699539,deeppink:16716947,deepskyblue:49151,dimgray:6908265,dimgrey:6908265,dodgerblue:2003199,firebrick:11674146,floralwhite:16775920,forestgreen:2263842,fuchsia:16711935,gainsboro:14474460,ghostwhite:16316671,gold:16766720,goldenrod:14329120,gray:8421504,green:32768,greenyellow:11403055,grey:8421504,honeydew:15794160,hotpink:16738740,indianred:13458524,indigo:4915330,ivory:16777200,khaki:15787660,lavender:15132410,lavenderblush:16773365,lawngreen:8190976,lemonchiffon:16775885,lightblue:11393254,lightcoral:15761536,lightcyan:14745599,lightgoldenrodyellow:16448210,lightgray:13882323,lightgreen:9498256,lightgrey:13882323,lightpink:16758465,lightsalmon:16752762,lightseagreen:2142890,lightskyblue:8900346,lightslategray:7833753,lightslategrey:7833753,lightsteelblue:11584734,lightyellow:16777184,lime:65280,limegreen:3329330,linen:16445670,magenta:16711935,maroon:8388608,mediumaquamarine:6737322,mediumblue:205,mediumorchid:12211667,mediumpurple:9662683,mediumseagreen:3978097,mediumslateblue:8087790,mediumspringgreen:64154,mediumturquoise:4772300,mediumvioletred:13047173,midnightblue:1644912,mintcream:16121850,mistyrose:16770273,moccasin:16770229,navajowhite:16768685,navy:128,oldlace:16643558,olive:8421376,olivedrab:7048739,orange:16753920,orangered:16729344,orchid:14315734,palegoldenrod:15657130,palegreen:10025880,paleturquoise:11529966,palevioletred:14381203,papayawhip:16773077,peachpuff:16767673,peru:13468991,pink:16761035,plum:14524637,powderblue:11591910,purple:8388736,rebeccapurple:6697881,red:16711680,rosybrown:12357519,royalblue:4286945,saddlebrown:9127187,salmon:16416882,sandybrown:16032864,seagreen:3050327,seashell:16774638,sienna:10506797,silver:12632256,skyblue:8900331,slateblue:6970061,slategray:7372944,slategrey:7372944,snow:16775930,springgreen:65407,steelblue:4620980,tan:13808780,teal:32896,thistle:14204888,tomato:16737095,turquoise:4251856,violet:15631086,wheat:16113331,white:16777215,whitesmoke:16119285,yellow:16776960,yellowgreen:10145074},Ts={h:0,s:0,l:0},qc={h:0,s:0,l:0};function Bf(i,e,t){return t<0&&(t+=1),t>1&&(t-=1),t<1/6?i+(e-i)*6*t:t<1/2?e:t<2/3?i+(e-i)*6*(2/3-t):i}var Ge=class{constructor(e,t,n){return this.isColor=!0,this.r=1,this.g=1,this.b=1,this.set(e,t,n)}set(e,t,n){if(t===void 0&&n===void 0){let s=e;s&&s.isColor?this.copy(s):typeof s=="number"?this.setHex(s):typeof s=="string"&&this.setStyle(s)}else this.setRGB(e,t,n);return this}setScalar(e){return this.r=e,this.g=e,this.b=e,this}setHex(e,t=Oi){return e=Math.floor(e),this.r=(e>>16&255)/255,this.g=(e>>8&255)/255,this.b=(e&255)/255,tt.colorSpaceToWorking(this,t),this}setRGB(e,t,n,s=tt.workingColorSpace){return this.r=e,this.g=t,this.b=n,tt.colorSpaceToWorking(this,s),this}setHSL(e,t,n,s=tt.workingColorSpace){if(e=Up(e,1),t=qe(t,0,1),n=qe(n,0,1),t===0)this.r=this.g=this.b=n;else{let r=n<=.5?n*(1+t):n+t-n*t,o=2*n-r;this.r=Bf(o,r,e+1/3),this.g=Bf(o,r,e),this.b=Bf(o,r,e-1/3)}return tt.colorSpaceToWorking(this,s),this}setStyle(e,t=Oi){function n(r){r!==void 0&&parseFloat(r)<1&&Ne("Color: Alpha component of "+e+" will be ignored.")}let s;if(s=/^(\w+)\(([^\)]*)\)/.exec(e)){let r,o=s[1],a=s[2];switch(o){case"rgb":case"rgba":if(r=/^\s*(\d+)\s*,\s*(\d+)\s*,\s*(\d+)\s*(?:,\s*(\d+(?:\.\d+)?|\.\d+)\s*)?$/.exec(a))return n(r[4]),this.setRGB(Math.min(255,parseInt(r[1],10))/255,Math.min(255,parseInt(r[2],10))/255,Math.min(255,parseInt(r[3],10))/255,t);if(r=/^\s*(\d+(?:\.\d+)?|\.\d+)\%\s*,\s*(\d+(?:\.\d+)?|\.\d+)\%\s*,\s*(\d+(?:\.\d+)?|\.\d+)\%\s*(?:,\s*(\d+(?:\.\d+)?|\.\d+)\s*)?$/.exec(a))return n(r[4]),this.setRGB(Math.min(100,parseFloat(r[1]))/100,Math.min(100,parseFloat(r[2]))/100,Math.min(100,parseFloat(r[3]))/100,t);break;case"hsl":case"hsla":if(r=/^\s*([+-]?(?:\d+(?:\.\d+)?|\.\d+))\s*,\s*(\d+(?:\.\d+)?|\.\d+)\%\s*,\s*(\d+(?:\.\d+)?|\.\d+)\%\s*(?:,\s*(\d+(?:\.\d+)?|\.\d+)\s*)?$/.exec(a))return n(r[4]),this.setHSL(parseFloat(r[1])/360,parseFloat(r[2])/100,parseFloat(r[3])/100,t);break;default:Ne("Color: Unknown color model "+e)}}else if(s=/^\#([A-Fa-f\d]+)$/.exec(e)){let r=s[1],o=r.length;if(o===3)return this.setRGB(parseInt(r.charAt(0),16)/15,parseInt(r.charAt(1),16)/15,parseInt(r.charAt(2),16)/15,t);if(o===6)return this.setHex(parseInt(r,16),t);Ne("Color: Invalid hex color "+e)}else if(e&&e.length>0)return this.setColorName(e,t);return this}setColorName(e,t=Oi){let n=Gy[e.toLowerCase()];return n!==void 0?this.setHex(n,t):Ne("Color: Unknown color "+e),this}clone(){return new this.constructor(this.r,this.g,this.b)}copy(e){return this.r=e.r,this.g=e.g,this.b=e.b,this}copySRGBToLinear(e){return this.r=ns(e.r),this.g=ns(e.g),this.b=ns(e.b),this}copyLinearToSRGB(e){return this.r=ro(e.r),this.g=ro(e.g),this.b=ro(e.b),this}convertSRGBToLinear(){return this.copySRGBToLinear(this),this}convertLinearToSRGB(){return this.copyLinearToSRGB(this),this}getHex(e=Oi){return tt.workingToColorSpace(ci.copy(this),e),Math.round(qe(ci.r*255,0,255))*65536+Math.round(qe(ci.g*255,0,255))*256+Math.round(qe(ci.b*255,0,255))}getHexString(e=Oi){return("000000"+this.getHex(e).toString(16)).slice(-6)}getHSL(e,t=tt.workingColorSpace){tt.workingToColorSpace(ci.copy(this),t);let n=ci.r,s=ci.g,r=ci.b,o=Math.max(n,s,r),a=Math.min(n,s,r),l,c,h=(a+o)/2;if(a===o)l=0,c=0;else{let u=o-a;switch(c=h<=.5?u/(o+a):u/(2-o-a),o){case n:l=(s-r)/u+(s<r?6:0);break;case s:l=(r-n)/u+2;break;case r:l=(n-s)/u+4;break}l/=6}return e.h=l,e.s=c,e.l=h,e}getRGB(e,t=tt.workingColorSpace){return tt.workingToColorSpace(ci.copy(this),t),e.r=ci.r,e.g=ci.g,e.b=ci.b,e}getStyle(e=Oi){tt.workingToColorSpace(ci.copy(this),e);let t=ci.r,n=ci.g,s=ci.b;return e!==Oi?`color(${e} ${t.toFixed(3)} ${n.toFixed(3)} ${s.toFixed(3)})`:`rgb(${Math.round(t*255)},${Math.round(n*255)},${Math.round(s*255)})`}offsetHSL(e,t,n){return this.getHSL(Ts),this.setHSL(Ts.h+e,Ts.s+t,Ts.l+n)}add(e){return this.r+=e.r,this.g+=e.g,this.b+=e.b,this}addColors(e,t){return this.r=e.r+t.r,this.g=e.g+t.g,this.b=e.b+t.b,this}addScalar(e){return this.r+=e,this.g+=e,this.b+=e,this}sub(e){return this.r=Math.max(0,this.r-e.r),this.g=Math.max(0,this.g-e.g),this.b=Math.max(0,this.b-e.b),this}multiply(e){return this.r*=e.r,this.g*=e.g,this.b*=e.b,this}multiplyScalar(e){return this.r*=e,this.g*=e,this.b*=e,this}lerp(e,t){return this.r+=(e.r-this.r)*t,this.g+=(e.g-this.g)*t,this.b+=(e.b-this.b)*t,this}lerpColors(e,t,n){return this.r=e.r+(t.r-e.r)*n,this.g=e.g+(t.g-e.g)*n,this.b=e.b+(t.b-e.b)*n,this}lerpHSL(e,t){this.getHSL(Ts),e.getHSL(qc);let n=va(Ts.h,qc.h,t),s=va(Ts.s,qc.s,t),r=va(Ts.l,qc.l,t);return this.setHSL(n,s,r),this}setFromVector3(e){return this.r=e.x,this.g=e.y,this.b=e.z,this}applyMatrix3(e){let t=this.r,n=this.g,s=this.b,r=e.elements;return this.r=r[0]*t+r[3]*n+r[6]*s,this.g=r[1]*t+r[4]*n+r[7]*s,this.b=r[2]*t+r[5]*n+r[8]*s,this}equals(e){return e.r===this.r&&e.g===this.g&&e.b===this.b}fromArray(e,t=0){return this.r=e[t],this.g=e[t+1],this.b=e[t+2],this}toArray(e=[],t=0){return e[t]=this.r,e[t+1]=this.g,e[t+2]=this.b,e}fromBufferAttribute(e,t){return this.r=e.getX(t),this.g=e.getY(t),this.b=e.getZ(t),this}toJSON(){return this.getHex()}*[Symbol.iterator](){yield this.r,yield this.g,yield this.b}},ci=new Ge;Ge.NAMES=Gy;var Aa=class extends Mi{constructor(){super(),this.isScene=!0,this.type="Scene",this.background=null,this.environment=null,this.fog=null,this.backgroundBlurriness=0,this.backgroundIntensity=1,this.backgroundRotation=new Is,this.environmentIntensity=1,this.environmentRotation=new Is,this.overrideMaterial=null,typeof __THREE_DEVTOOLS__<"u"&&__THREE_DEVTOOLS__.dispatchEvent(new CustomEvent("observe",{detail:this}))}copy(e,t){return super.copy(e,t),this.background=e.background!==null?e.background.clone():null,this.environment=e.environment!==null?e.environment.clone():null,this.fog=e.fog!==null?e.fog.clone():null,this.backgroundBlurriness=e.backgroundBlurriness,this.backgroundIntensity=e.backgroundIntensity,this.backgroundRotation.copy(e.backgroundRotation),this.environmentIntensity=e.environmentIntensity,this.environmentRotation.copy(e.environmentRotation),this.overrideMaterial=e.overrideMaterial!==null?e.overrideMaterial.clone():null,this.matrixAutoUpdate=e.matrixAutoUpdate,this}toJSON(e){let t=super.toJSON(e);return this.fog!==null&&(t.object.fog=this.fog.toJSON()),t.object.backgroundBlurriness=this.backgroundBlurriness,t.object.backgroundIntensity=this.backgroundIntensity,t.object.backgroundRotation=this.backgroundRotation.toArray(),t.object.environmentIntensity=this.environmentIntensity,t.object.environmentRotation=this.environmentRotation.toArray(),t}},gn=new D,Qn=new D,kf=new D,es=new D,Yr=new D,qr=new D,B0=new D,zf=new D,Vf=new D,Hf=new D,Gf=new gt,Wf=new gt,Xf=new gt,Rs=class i{constructor(e=new D,t=new D,n=new D){this.a=e,this.b=t,this.c=n}static getNormal(e,t,n,s){s.subVectors(n,t),gn.subVectors(e,t),s.cross(gn);let r=s.lengthSq();return r>0?s.multiplyScalar(1/Math.sqrt(r)):s.set(0,0,0)}static getBarycoord(e,t,n,s,r){gn.subVectors(s,t),Qn.subVectors(n,t),kf.subVectors(e,t);let o=gn.dot(gn),a=gn.dot(Qn),l=gn.dot(kf),c=Qn.dot(Qn),h=Qn.dot(kf),u=o*c-a*a;if(u===0)return r.set(0,0,0),null;let d=1/u,f=(c*l-a*h)*d,p=(o*h-a*l)*d;return r.set(1-f-p,p,f)}static containsPoint(e,t,n,s){return this.getBarycoord(e,t,n,s,es)===null?!1:es.x>=0&&es.y>=0&&es.x+es.y<=1}static getInterpolation(e,t,n,s,r,o,a,l){return this.getBarycoord(e,t,n,s,es)===null?(l.x=0,l.y=0,"z"in l&&(l.z=0),"w"in l&&(l.w=0),null):(l.setScalar(0),l.addScaledVector(r,es.x),l.addScaledVector(o,es.y),l.addScaledVector(a,es.z),l)}static getInterpolatedAttribute(e,t,n,s,r,o){return Gf.setScalar(0),Wf.setScalar(0),Xf.setScalar(0),Gf.fromBufferAttribute(e,t),Wf.fromBufferAttribute(e,n),Xf.fromBufferAttribute(e,s),o.setScalar(0),o.addScaledVector(Gf,r.x),o.addScaledVector(Wf,r.y),o.addScaledVector(Xf,r.z),o}static isFrontFacing(e,t,n,s){return gn.subVectors(n,t),Qn.subVectors(e,t),gn.cross(Qn).dot(s)<0}set(e,t,n){return this.a.copy(e),this.b.copy(t),this.c.copy(n),this}setFromPointsAndIndices(e,t,n,s){return this.a.copy(e[t]),this.b.copy(e[n]),this.c.copy(e[s]),this}setFromAttributeAndIndices(e,t,n,s){return this.a.fromBufferAttribute(e,t),this.b.fromBufferAttribute(e,n),this.c.fromBufferAttribute(e,s),this}clone(){return new this.constructor().copy(this)}copy(e){return this.a.copy(e.a),this.b.copy(e.b),this.c.copy(e.c),this}getArea(){return gn.subVectors(this.c,this.b),Qn.subVectors(this.a,this.b),gn.cross(Qn).length()*.5}getMidpoint(e){return e.addVectors(this.a,this.b).add(this.c).multiplyScalar(1/3)}getNormal(e){return i.getNormal(this.a,this.b,this.c,e)}getPlane(e){return e.setFromCoplanarPoints(this.a,this.b,this.c)}getBarycoord(e,t){return i.getBarycoord(e,this.a,this.b,this.c,t)}getInterpolation(e,t,n,s,r){return i.getInterpolation(e,this.a,this.b,this.c,t,n,s,r)}containsPoint(e){return i.containsPoint(e,this.a,this.b,this.c)}isFrontFacing(e){return i.isFrontFacing(this.a,this.b,this.c,e)}intersectsBox(e){return e.intersectsTriangle(this)}closestPointToPoint(e,t){let n=this.a,s=this.b,r=this.c,o,a;Yr.subVectors(s,n),qr.subVectors(r,n),zf.subVectors(e,n);let l=Yr.dot(zf),c=qr.dot(zf);if(l<=0&&c<=0)return t.copy(n);Vf.subVectors(e,s);let h=Yr.dot(Vf),u=qr.dot(Vf);if(h>=0&&u<=h)return t.copy(s);let d=l*u-h*c;if(d<=0&&l>=0&&h<=0&&l-h>0)return o=l/(l-h),t.copy(n).addScaledVector(Yr,o);Hf.subVectors(e,r);let f=Yr.dot(Hf),p=qr.dot(Hf);if(p>=0&&f<=p)return t.copy(r);let y=f*c-l*p;if(y<=0&&c>=0&&p<=0)return a=c/(c-p),t.copy(n).addScaledVector(qr,a);let m=h*p-f*u;if(m<=0&&u-h>=0&&f-p>=0)return B0.subVectors(r,s),a=(u-h)/(u-h+(f-p)),t.copy(s).addScaledVector(B0,a);let g=1/(m+y+d);return o=y*g,a=d*g,t.copy(n).addScaledVector(Yr,o).addScaledVector(qr,a)}equals(e){return e.a.equals(this.a)&&e.b.equals(this.b)&&e.c.equals(this.c)}},yi=class{constructor(e=new D(1/0,1/0,1/0),t=new D(-1/0,-1/0,-1/0)){this.isBox3=!0,this.min=e,this.max=t}set(e,t){return this.min.copy(e),this.max.copy(t),this}setFromArray(e){this.makeEmpty();for(let t=0,n=e.length;t<n;t+=3)this.expandByPoint(yn.fromArray(e,t));return this}setFromBufferAttribute(e){this.makeEmpty();for(let t=0,n=e.count;t<n;t++)this.expandByPoint(yn.fromBufferAttribute(e,t));return this}setFromPoints(e){this.makeEmpty();for(let t=0,n=e.length;t<n;t++)this.expandByPoint(e[t]);return this}setFromCenterAndSize(e,t){let n=yn.copy(t).multiplyScalar(.5);return this.min.copy(e).sub(n),this.max.copy(e).add(n),this}setFromObject(e,t=!1){return this.makeEmpty(),this.expandByObject(e,t)}clone(){return new this.constructor().copy(this)}copy(e){return this.min.copy(e.min),this.max.copy(e.max),this}makeEmpty(){return this.min.x=this.min.y=this.min.z=1/0,this.max.x=this.max.y=this.max.z=-1/0,this}isEmpty(){return this.max.x<this.min.x||this.max.y<this.min.y||this.max.z<this.min.z}getCenter(e){return this.isEmpty()?e.set(0,0,0):e.addVectors(this.min,this.max).multiplyScalar(.5)}getSize(e){return this.isEmpty()?e.set(0,0,0):e.subVectors(this.max,this.min)}expandByPoint(e){return this.min.min(e),this.max.max(e),this}expandByVector(e){return this.min.sub(e),this.max.add(e),this}expandByScalar(e){return this.min.addScalar(-e),this.max.addScalar(e),this}expandByObject(e,t=!1){e.updateWorldMatrix(!1,!1);let n=e.geometry;if(n!==void 0){let r=n.getAttribute("position");if(t===!0&&r!==void 0&&e.isInstancedMesh!==!0&&e.isBatchedMesh!==!0)for(let o=0,a=r.count;o<a;o++)e.isMesh===!0?e.getVertexPosition(o,yn):yn.fromBufferAttribute(r,o),yn.applyMatrix4(e.matrixWorld),this.expandByPoint(yn);else e.boundingBox!==void 0?(e.boundingBox===null&&e.computeBoundingBox(),jc.copy(e.boundingBox)):(n.boundingBox===null&&n.computeBoundingBox(),jc.copy(n.boundingBox)),jc.applyMatrix4(e.matrixWorld),this.union(jc)}let s=e.children;for(let r=0,o=s.length;r<o;r++)this.expandByObject(s[r],t);return this}containsPoint(e){return e.x>=this.min.x&&e.x<=this.max.x&&e.y>=this.min.y&&e.y<=this.max.y&&e.z>=this.min.z&&e.z<=this.max.z}containsBox(e){return this.min.x<=e.min.x&&e.max.x<=this.max.x&&this.min.y<=e.min.y&&e.max.y<=this.max.y&&this.min.z<=e.min.z&&e.max.z<=this.max.z}getParameter(e,t){return t.set((e.x-this.min.x)/(this.max.x-this.min.x),(e.y-this.min.y)/(this.max.y-this.min.y),(e.z-this.min.z)/(this.max.z-this.min.z))}intersectsBox(e){return e.max.x>=this.min.x&&e.min.x<=this.max.x&&e.max.y>=this.min.y&&e.min.y<=this.max.y&&e.max.z>=this.min.z&&e.min.z<=this.max.z}intersectsSphere(e){return this.clampPoint(e.center,yn),yn.distanceToSquared(e.center)<=e.radius*e.radius}intersectsPlane(e){let t,n;return e.normal.x>0?(t=e.normal.x*this.min.x,n=e.normal.x*this.max.x):(t=e.normal.x*this.max.x,n=e.normal.x*this.min.x),e.normal.y>0?(t+=e.normal.y*this.min.y,n+=e.normal.y*this.max.y):(t+=e.normal.y*this.max.y,n+=e.normal.y*this.min.y),e.normal.z>0?(t+=e.normal.z*this.min.z,n+=e.normal.z*this.max.z):(t+=e.normal.z*this.max.z,n+=e.normal.z*this.min.z),t<=-e.constant&&n>=-e.constant}intersectsTriangle(e){if(this.isEmpty())return!1;this.getCenter(ua),Zc.subVectors(this.max,ua),jr.subVectors(e.a,ua),Zr.subVectors(e.b,ua),Kr.subVectors(e.c,ua),Es.subVectors(Zr,jr),As.subVectors(Kr,Zr),Qs.subVectors(jr,Kr);let t=[0,-Es.z,Es.y,0,-As.z,As.y,0,-Qs.z,Qs.y,Es.z,0,-Es.x,As.z,0,-As.x,Qs.z,0,-Qs.x,-Es.y,Es.x,0,-As.y,As.x,0,-Qs.y,Qs.x,0];return!$f(t,jr,Zr,Kr,Zc)||(t=[1,0,0,0,1,0,0,0,1],!$f(t,jr,Zr,Kr,Zc))?!1:(Kc.crossVectors(Es,As),t=[Kc.x,Kc.y,Kc.z],$f(t,jr,Zr,Kr,Zc))}clampPoint(e,t){return t.copy(e).clamp(this.min,this.max)}distanceToPoint(e){return this.clampPoint(e,yn).distanceTo(e)}getBoundingSphere(e){return this.isEmpty()?e.makeEmpty():(this.getCenter(e.center),e.radius=this.getSize(yn).length()*.5),e}intersect(e){return this.min.max(e.min),this.max.min(e.max),this.isEmpty()&&this.makeEmpty(),this}union(e){return this.min.min(e.min),this.max.max(e.max),this}applyMatrix4(e){return this.isEmpty()?this:(ts[0].set(this.min.x,this.min.y,this.min.z).applyMatrix4(e),ts[1].set(this.min.x,this.min.y,this.max.z).applyMatrix4(e),ts[2].set(this.min.x,this.max.y,this.min.z).applyMatrix4(e),ts[3].set(this.min.x,this.max.y,this.max.z).applyMatrix4(e),ts[4].set(this.max.x,this.min.y,this.min.z).applyMatrix4(e),ts[5].set(this.max.x,this.min.y,this.max.z).applyMatrix4(e),ts[6].set(this.max.x,this.max.y,this.min.z).applyMatrix4(e),ts[7].set(this.max.x,this.max.y,this.max.z).applyMatrix4(e),this.setFromPoints(ts),this)}translate(e){return this.min.add(e),this.max.add(e),this}equals(e){return e.min.equals(this.min)&&e.max.equals(this.max)}toJSON(){return{min:this.min.toArray(),max:this.max.toArray()}}fromJSON(e){return this.min.fromArray(e.min),this.max.fromArray(e.max),this}},ts=[new D,new D,new D,new D,new D,new D,new D,new D],yn=new D,jc=new yi,jr=new D,Zr=new D,Kr=new D,Es=new D,As=new D,Qs=new D,ua=new D,Zc=new D,Kc=new D,er=new D;function $f(i,e,t,n,s){for(let r=0,o=i.length-3;r<=o;r+=3){er.fromArray(i,r);let a=s.x*Math.abs(er.x)+s.y*Math.abs(er.y)+s.z*Math.abs(er.z),l=e.dot(er),c=t.dot(er),h=n.dot(er);if(Math.max(-Math.max(l,c,h),Math.min(l,c,h))>a)return!1}return!0}var Dt=new D,Jc=new Be,Nb=0,ti=class extends xn{constructor(e,t,n=!1){if(super(),Array.isArray(e))throw new TypeError("THREE.BufferAttribute: array should be a Typed Array.");this.isBufferAttribute=!0,Object.defineProperty(this,"id",{value:Nb++}),this.name="",this.array=e,this.itemSize=t,this.count=e!==void 0?e.length/t:0,this.normalized=n,this.usage=Dp,this.updateRanges=[],this.gpuType=an,this.version=0,this._normalizationScale=e!==void 0?Fu(e):void 0}onUploadCallback(){}set needsUpdate(e){e===!0&&this.version++}setUsage(e){return this.usage=e,this}addUpdateRange(e,t){this.updateRanges.push({start:e,count:t})}clearUpdateRanges(){this.updateRanges.length=0}copy(e){return this.name=e.name,this.array=new e.array.constructor(e.array),this.itemSize=e.itemSize,this.count=e.count,this.normalized=e.normalized,this.usage=e.usage,this.gpuType=e.gpuType,this._normalizationScale=e._normalizationScale,this}copyAt(e,t,n){e*=this.itemSize,n*=t.itemSize;for(let s=0,r=this.itemSize;s<r;s++)this.array[e+s]=t.array[n+s];return this}copyArray(e){return this.array.set(e),this}applyMatrix3(e){if(this.itemSize===2)for(let t=0,n=this.count;t<n;t++)Jc.fromBufferAttribute(this,t),Jc.applyMatrix3(e),this.setXY(t,Jc.x,Jc.y);else if(this.itemSize===3)for(let t=0,n=this.count;t<n;t++)Dt.fromBufferAttribute(this,t),Dt.applyMatrix3(e),this.setXYZ(t,Dt.x,Dt.y,Dt.z);return this}applyMatrix4(e){for(let t=0,n=this.count;t<n;t++)Dt.fromBufferAttribute(this,t),Dt.applyMatrix4(e),this.setXYZ(t,Dt.x,Dt.y,Dt.z);return this}applyNormalMatrix(e){for(let t=0,n=this.count;t<n;t++)Dt.fromBufferAttribute(this,t),Dt.applyNormalMatrix(e),this.setXYZ(t,Dt.x,Dt.y,Dt.z);return this}transformDirection(e){for(let t=0,n=this.count;t<n;t++)Dt.fromBufferAttribute(this,t),Dt.transformDirection(e),this.setXYZ(t,Dt.x,Dt.y,Dt.z);return this}set(e,t=0){return this.array.set(e,t),this}getComponent(e,t){let n=this.array[e*this.itemSize+t];return this.normalized&&(n=this._denormalize(n)),n}setComponent(e,t,n){return this.normalized&&(n=this._normalize(n)),this.array[e*this.itemSize+t]=n,this}getX(e){let t=this.array[e*this.itemSize];return this.normalized&&(t=this._denormalize(t)),t}setX(e,t){return this.normalized&&(t=this._normalize(t)),this.array[e*this.itemSize]=t,this}getY(e){let t=this.array[e*this.itemSize+1];return this.normalized&&(t=this._denormalize(t)),t}setY(e,t){return this.normalized&&(t=this._normalize(t)),this.array[e*this.itemSize+1]=t,this}getZ(e){let t=this.array[e*this.itemSize+2];return this.normalized&&(t=this._denormalize(t)),t}setZ(e,t){return this.normalized&&(t=this._normalize(t)),this.array[e*this.itemSize+2]=t,this}getW(e){let t=this.array[e*this.itemSize+3];return this.normalized&&(t=this._denormalize(t)),t}setW(e,t){return this.normalized&&(t=this._normalize(t)),this.array[e*this.itemSize+3]=t,this}setXY(e,t,n){return e*=this.itemSize,this.normalized&&(t=this._normalize(t),n=this._normalize(n)),this.array[e+0]=t,this.array[e+1]=n,this}setXYZ(e,t,n,s){return e*=this.itemSize,this.normalized&&(t=this._normalize(t),n=this._normalize(n),s=this._normalize(s)),this.array[e+0]=t,this.array[e+1]=n,this.array[e+2]=s,this}setXYZW(e,t,n,s,r){return e*=this.itemSize,this.normalized&&(t=this._normalize(t),n=this._normalize(n),s=this._normalize(s),r=this._normalize(r)),this.array[e+0]=t,this.array[e+1]=n,this.array[e+2]=s,this.array[e+3]=r,this}onUpload(e){return this.onUploadCallback=e,this}clone(){return new this.constructor(this.array,this.itemSize).copy(this)}toJSON(){let e={itemSize:this.itemSize,type:this.array.constructor.name,array:Array.from(this.array),normalized:this.normalized};return e.name=this.name,e.usage=this.usage,e.gpuType=this.gpuType,e}dispose(){this.dispatchEvent({type:"dispose"})}_denormalize(e){let t=this._normalizationScale;return t!==void 0?Math.max(e/t,-1):Fp(e,this.array)}_normalize(e){let t=this._normalizationScale;return t!==void 0?Math.round(e*t):Bp(e,this.array)}};var Ca=class extends ti{constructor(e,t,n){super(new Uint16Array(e),t,n)}};var Ra=class extends ti{constructor(e,t,n){super(new Uint32Array(e),t,n)}};var qt=class extends ti{constructor(e,t,n){super(new Float32Array(e),t,n)}},Ub=new yi,da=new D,Yf=new D,Ti=class{constructor(e=new D,t=-1){this.isSphere=!0,this.center=e,this.radius=t}set(e,t){return this.center.copy(e),this.radius=t,this}setFromPoints(e,t){let n=this.center;t!==void 0?n.copy(t):Ub.setFromPoints(e).getCenter(n);let s=0;for(let r=0,o=e.length;r<o;r++)s=Math.max(s,n.distanceToSquared(e[r]));return this.radius=Math.sqrt(s),this}copy(e){return this.center.copy(e.center),this.radius=e.radius,this}isEmpty(){return this.radius<0}makeEmpty(){return this.center.set(0,0,0),this.radius=-1,this}containsPoint(e){return e.distanceToSquared(this.center)<=this.radius*this.radius}distanceToPoint(e){return e.distanceTo(this.center)-this.radius}intersectsSphere(e){let t=this.radius+e.radius;return e.center.distanceToSquared(this.center)<=t*t}intersectsBox(e){return e.intersectsSphere(this)}intersectsPlane(e){return Math.abs(e.distanceToPoint(this.center))<=this.radius}clampPoint(e,t){let n=this.center.distanceToSquared(e);return t.copy(e),n>this.radius*this.radius&&(t.sub(this.center).normalize(),t.multiplyScalar(this.radius).add(this.center)),t}getBoundingBox(e){return this.isEmpty()?(e.makeEmpty(),e):(e.set(this.center,this.center),e.expandByScalar(this.radius),e)}applyMatrix4(e){return this.center.applyMatrix4(e),this.radius=this.radius*e.getMaxScaleOnAxis(),this}translate(e){return this.center.add(e),this}expandByPoint(e){if(this.isEmpty())return this.center.copy(e),this.radius=0,this;da.subVectors(e,this.center);let t=da.lengthSq();if(t>this.radius*this.radius){let n=Math.sqrt(t),s=(n-this.radius)*.5;this.center.addScaledVector(da,s/n),this.radius+=s}return this}union(e){return e.isEmpty()?this:this.isEmpty()?(this.copy(e),this):(this.center.equals(e.center)===!0?this.radius=Math.max(this.radius,e.radius):(Yf.subVectors(e.center,this.center).setLength(e.radius),this.expandByPoint(da.copy(e.center).add(Yf)),this.expandByPoint(da.copy(e.center).sub(Yf))),this)}equals(e){return e.center.equals(this.center)&&e.radius===this.radius}clone(){return new this.constructor().copy(this)}toJSON(){return{radius:this.radius,center:this.center.toArray()}}fromJSON(e){return this.radius=e.radius,this.center.fromArray(e.center),this}},Ob=0,nn=new rt,qf=new Mi,Jr=new D,Ui=new yi,fa=new yi,Yt=new D,jt=class i extends xn{constructor(){super(),this.isBufferGeometry=!0,Object.defineProperty(this,"id",{value:Ob++}),this.uuid=Fs(),this.name="",this.type="BufferGeometry",this.index=null,this.indirect=null,this.indirectOffset=0,this.attributes={},this.morphAttributes={},this.morphTargetsRelative=!1,this.groups=[],this.boundingBox=null,this.boundingSphere=null,this.drawRange={start:0,count:1/0},this.userData={},this._transformed=!1}getIndex(){return this.index}setIndex(e){return Array.isArray(e)?this.index=new(ab(e)?Ra:Ca)(e,1):this.index=e,this}setIndirect(e,t=0){return this.indirect=e,this.indirectOffset=t,this}getIndirect(){return this.indirect}getAttribute(e){return this.attributes[e]}setAttribute(e,t){return this.attributes[e]=t,this}deleteAttribute(e){return delete this.attributes[e],this}hasAttribute(e){return this.attributes[e]!==void 0}addGroup(e,t,n=0){this.groups.push({start:e,count:t,materialIndex:n})}clearGroups(){this.groups=[]}setDrawRange(e,t){this.drawRange.start=e,this.drawRange.count=t}applyMatrix4(e){let t=this.attributes.position;t!==void 0&&(t.applyMatrix4(e),t.needsUpdate=!0);let n=this.attributes.normal;if(n!==void 0){let r=new We().getNormalMatrix(e);n.applyNormalMatrix(r),n.needsUpdate=!0}let s=this.attributes.tangent;return s!==void 0&&(s.transformDirection(e),s.needsUpdate=!0),this.boundingBox!==null&&this.computeBoundingBox(),this.boundingSphere!==null&&this.computeBoundingSphere(),this._transformed=!0,this}applyQuaternion(e){return nn.makeRotationFromQuaternion(e),this.applyMatrix4(nn),this}rotateX(e){return nn.makeRotationX(e),this.applyMatrix4(nn),this}rotateY(e){return nn.makeRotationY(e),this.applyMatrix4(nn),this}rotateZ(e){return nn.makeRotationZ(e),this.applyMatrix4(nn),this}translate(e,t,n){return nn.makeTranslation(e,t,n),this.applyMatrix4(nn),this}scale(e,t,n){return nn.makeScale(e,t,n),this.applyMatrix4(nn),this}lookAt(e){return qf.lookAt(e),qf.updateMatrix(),this.applyMatrix4(qf.matrix),this}center(){return this.computeBoundingBox(),this.boundingBox.getCenter(Jr).negate(),this.translate(Jr.x,Jr.y,Jr.z),this}setFromPoints(e){let t=this.getAttribute("position");if(t===void 0){let n=[];for(let s=0,r=e.length;s<r;s++){let o=e[s];n.push(o.x,o.y,o.z||0)}this.setAttribute("position",new qt(n,3))}else{let n=Math.min(e.length,t.count);for(let s=0;s<n;s++){let r=e[s];t.setXYZ(s,r.x,r.y,r.z||0)}e.length>t.count&&Ne("BufferGeometry: Buffer size too small for points data. Use .dispose() and create a new geometry."),t.needsUpdate=!0}return this}computeBoundingBox(){this.boundingBox===null&&(this.boundingBox=new yi);let e=this.attributes.position,t=this.morphAttributes.position;if(e&&e.isGLBufferAttribute){ze("BufferGeometry.computeBoundingBox(): GLBufferAttribute requires a manual bounding box.",this),this.boundingBox.set(new D(-1/0,-1/0,-1/0),new D(1/0,1/0,1/0));return}if(e!==void 0){if(this.boundingBox.setFromBufferAttribute(e),t)for(let n=0,s=t.length;n<s;n++){let r=t[n];Ui.setFromBufferAttribute(r),this.morphTargetsRelative?(Yt.addVectors(this.boundingBox.min,Ui.min),this.boundingBox.expandByPoint(Yt),Yt.addVectors(this.boundingBox.max,Ui.max),this.boundingBox.expandByPoint(Yt)):(this.boundingBox.expandByPoint(Ui.min),this.boundingBox.expandByPoint(Ui.max))}}else this.boundingBox.makeEmpty();(isNaN(this.boundingBox.min.x)||isNaN(this.boundingBox.min.y)||isNaN(this.boundingBox.min.z))&&ze('BufferGeometry.computeBoundingBox(): Computed min/max have NaN values. The "position" attribute is likely to have NaN values.',this)}computeBoundingSphere(){this.boundingSphere===null&&(this.boundingSphere=new Ti);let e=this.attributes.position,t=this.morphAttributes.position;if(e&&e.isGLBufferAttribute){ze("BufferGeometry.computeBoundingSphere(): GLBufferAttribute requires a manual bounding sphere.",this),this.boundingSphere.set(new D,1/0);return}if(e){let n=this.boundingSphere.center;if(Ui.setFromBufferAttribute(e),t)for(let r=0,o=t.length;r<o;r++){let a=t[r];fa.setFromBufferAttribute(a),this.morphTargetsRelative?(Yt.addVectors(Ui.min,fa.min),Ui.expandByPoint(Yt),Yt.addVectors(Ui.max,fa.max),Ui.expandByPoint(Yt)):(Ui.expandByPoint(fa.min),Ui.expandByPoint(fa.max))}Ui.getCenter(n);let s=0;for(let r=0,o=e.count;r<o;r++)Yt.fromBufferAttribute(e,r),s=Math.max(s,n.distanceToSquared(Yt));if(t)for(let r=0,o=t.length;r<o;r++){let a=t[r],l=this.morphTargetsRelative;for(let c=0,h=a.count;c<h;c++)Yt.fromBufferAttribute(a,c),l&&(Jr.fromBufferAttribute(e,c),Yt.add(Jr)),s=Math.max(s,n.distanceToSquared(Yt))}this.boundingSphere.radius=Math.sqrt(s),isNaN(this.boundingSphere.radius)&&ze('BufferGeometry.computeBoundingSphere(): Computed radius is NaN. The "position" attribute is likely to have NaN values.',this)}}computeTangents(){let e=this.index,t=this.attributes;if(e===null||t.position===void 0||t.normal===void 0||t.uv===void 0){ze("BufferGeometry: .computeTangents() failed. Missing required attributes (index, position, normal or uv)");return}let n=t.position,s=t.normal,r=t.uv,o=this.getAttribute("tangent");(o===void 0||o.count!==n.count)&&(o=new ti(new Float32Array(4*n.count),4),this.setAttribute("tangent",o));let a=[],l=[],c=new Uint8Array(n.count);for(let V=0;V<n.count;V++)a[V]=new D,l[V]=new D;let h=new D,u=new D,d=new D,f=new Be,p=new Be,y=new Be,m=new D,g=new D;function S(V,U,F){c[V]=c[U]=c[F]=1,h.fromBufferAttribute(n,V),u.fromBufferAttribute(n,U),d.fromBufferAttribute(n,F),f.fromBufferAttribute(r,V),p.fromBufferAttribute(r,U),y.fromBufferAttribute(r,F),u.sub(h),d.sub(h),p.sub(f),y.sub(f);let G=1/(p.x*y.y-y.x*p.y);isFinite(G)&&(m.copy(u).multiplyScalar(y.y).addScaledVector(d,-p.y).multiplyScalar(G),g.copy(d).multiplyScalar(p.x).addScaledVector(u,-y.x).multiplyScalar(G),a[V].add(m),a[U].add(m),a[F].add(m),l[V].add(g),l[U].add(g),l[F].add(g))}let E=this.groups;E.length===0&&(E=[{start:0,count:e.count}]);for(let V=0,U=E.length;V<U;++V){let F=E[V],G=F.start,j=F.count;for(let P=G,Y=G+j;P<Y;P+=3)S(e.getX(P+0),e.getX(P+1),e.getX(P+2))}let b=new D,C=new D,A=new D,x=new D;function M(V){A.fromBufferAttribute(s,V),x.copy(A);let U=a[V];b.copy(U),b.sub(A.multiplyScalar(A.dot(U))).normalize(),C.crossVectors(x,U);let G=C.dot(l[V])<0?-1:1;o.setXYZW(V,b.x,b.y,b.z,G)}for(let V=0,U=n.count;V<U;++V)c[V]&&M(V);this._transformed=!0}computeVertexNormals(){let e=this.index,t=this.getAttribute("position");if(t!==void 0){let n=this.getAttribute("normal");if(n===void 0||n.count!==t.count)n=new ti(new Float32Array(t.count*3),3),this.setAttribute("normal",n);else for(let d=0,f=n.count;d<f;d++)n.setXYZ(d,0,0,0);let s=new D,r=new D,o=new D,a=new D,l=new D,c=new D,h=new D,u=new D;if(e)for(let d=0,f=e.count;d<f;d+=3){let p=e.getX(d+0),y=e.getX(d+1),m=e.getX(d+2);s.fromBufferAttribute(t,p),r.fromBufferAttribute(t,y),o.fromBufferAttribute(t,m),h.subVectors(o,r),u.subVectors(s,r),h.cross(u),a.fromBufferAttribute(n,p),l.fromBufferAttribute(n,y),c.fromBufferAttribute(n,m),a.add(h),l.add(h),c.add(h),n.setXYZ(p,a.x,a.y,a.z),n.setXYZ(y,l.x,l.y,l.z),n.setXYZ(m,c.x,c.y,c.z)}else for(let d=0,f=t.count;d<f;d+=3)s.fromBufferAttribute(t,d+0),r.fromBufferAttribute(t,d+1),o.fromBufferAttribute(t,d+2),h.subVectors(o,r),u.subVectors(s,r),h.cross(u),n.setXYZ(d+0,h.x,h.y,h.z),n.setXYZ(d+1,h.x,h.y,h.z),n.setXYZ(d+2,h.x,h.y,h.z);this.normalizeNormals(),n.needsUpdate=!0}}normalizeNormals(){let e=this.attributes.normal;for(let t=0,n=e.count;t<n;t++)Yt.fromBufferAttribute(e,t),Yt.normalize(),e.setXYZ(t,Yt.x,Yt.y,Yt.z)}toNonIndexed(){function e(a,l){let c=a.array,h=a.itemSize,u=a.normalized,d=new c.constructor(l.length*h),f=0,p=0;for(let y=0,m=l.length;y<m;y++){a.isInterleavedBufferAttribute?f=l[y]*a.data.stride+a.offset:f=l[y]*h;for(let g=0;g<h;g++)d[p++]=c[f++]}return new ti(d,h,u)}if(this.index===null)return Ne("BufferGeometry.toNonIndexed(): BufferGeometry is already non-indexed."),this;let t=new i,n=this.index.array,s=this.attributes;for(let a in s){let l=s[a],c=e(l,n);t.setAttribute(a,c)}let r=this.morphAttributes;for(let a in r){let l=[],c=r[a];for(let h=0,u=c.length;h<u;h++){let d=c[h],f=e(d,n);l.push(f)}t.morphAttributes[a]=l}t.morphTargetsRelative=this.morphTargetsRelative;let o=this.groups;for(let a=0,l=o.length;a<l;a++){let c=o[a];t.addGroup(c.start,c.count,c.materialIndex)}return t}toJSON(){let e={metadata:{version:4.7,type:"BufferGeometry",generator:"BufferGeometry.toJSON"}};if(e.uuid=this.uuid,e.type=this.parameters!==void 0&&this._transformed===!0?"BufferGeometry":this.type,e.name=this.name,Object.keys(this.userData).length>0&&(e.userData=this.userData),this.parameters!==void 0&&this._transformed!==!0){let l=this.parameters;for(let c in l)l[c]!==void 0&&(e[c]=l[c]);return e}e.data={attributes:{}};let t=this.index;t!==null&&(e.data.index={type:t.array.constructor.name,array:Array.prototype.slice.call(t.array)});let n=this.attributes;for(let l in n){let c=n[l];e.data.attributes[l]=c.toJSON(e.data)}let s={},r=!1;for(let l in this.morphAttributes){let c=this.morphAttributes[l],h=[];for(let u=0,d=c.length;u<d;u++){let f=c[u];h.push(f.toJSON(e.data))}h.length>0&&(s[l]=h,r=!0)}r&&(e.data.morphAttributes=s,e.data.morphTargetsRelative=this.morphTargetsRelative);let o=this.groups;o.length>0&&(e.data.groups=JSON.parse(JSON.stringify(o)));let a=this.boundingSphere;return a!==null&&(e.data.boundingSphere=a.toJSON()),e}clone(){return new this.constructor().copy(this)}copy(e){this.index=null,this.attributes={},this.morphAttributes={},this.groups=[],this.boundingBox=null,this.boundingSphere=null;let t={};this.name=e.name;let n=e.index;n!==null&&this.setIndex(n.clone());let s=e.attributes;for(let c in s){let h=s[c];this.setAttribute(c,h.clone(t))}let r=e.morphAttributes;for(let c in r){let h=[],u=r[c];for(let d=0,f=u.length;d<f;d++)h.push(u[d].clone(t));this.morphAttributes[c]=h}this.morphTargetsRelative=e.morphTargetsRelative;let o=e.groups;for(let c=0,h=o.length;c<h;c++){let u=o[c];this.addGroup(u.start,u.count,u.materialIndex)}let a=e.boundingBox;a!==null&&(this.boundingBox=a.clone());let l=e.boundingSphere;return l!==null&&(this.boundingSphere=l.clone()),this.drawRange.start=e.drawRange.start,this.drawRange.count=e.drawRange.count,this.userData=e.userData,this._transformed=e._transformed,this}dispose(){this.dispatchEvent({type:"dispose"})}},Dh=class{constructor(e,t){this.isInterleavedBuffer=!0,this.array=e,this.stride=t,this.count=e!==void 0?e.length/t:0,this.usage=Dp,this.updateRanges=[],this.version=0,this.uuid=Fs()}onUploadCallback(){}set needsUpdate(e){e===!0&&this.version++}setUsage(e){return this.usage=e,this}addUpdateRange(e,t){this.updateRanges.push({start:e,count:t})}clearUpdateRanges(){this.updateRanges.length=0}copy(e){return this.array=new e.array.constructor(e.array),this.count=e.count,this.stride=e.stride,this.usage=e.usage,this}copyAt(e,t,n){e*=this.stride,n*=t.stride;for(let s=0,r=this.stride;s<r;s++)this.array[e+s]=t.array[n+s];return this}set(e,t=0){return this.array.set(e,t),this}clone(e){e.arrayBuffers===void 0&&(e.arrayBuffers={});let t=k0(this.array);e.arrayBuffers[t]===void 0&&(e.arrayBuffers[t]=this.array.slice(0).buffer);let n=new this.array.constructor(e.arrayBuffers[t]),s=new this.constructor(n,this.stride);return s.setUsage(this.usage),s}onUpload(e){return this.onUploadCallback=e,this}toJSON(e){e.arrayBuffers===void 0&&(e.arrayBuffers={});let t=k0(this.array);e.arrayBuffers[t]===void 0&&(e.arrayBuffers[t]=Array.from(new Uint32Array(this.array.slice(0).buffer)));let n={uuid:this.uuid,buffer:t,type:this.array.constructor.name,stride:this.stride};return n.usage=this.usage,n}};function k0(i){return i.buffer._uuid===void 0&&(i.buffer._uuid=Fs()),i.byteOffset===0&&i.byteLength===i.buffer.byteLength?i.buffer._uuid:i.buffer._uuid+":"+i.byteOffset+":"+i.byteLength}var pi=new D,Ei=class i{constructor(e,t,n,s=!1){this.isInterleavedBufferAttribute=!0,this.name="",this.data=e,this.itemSize=t,this.offset=n,this.normalized=s,this._normalizationScale=e!==void 0?Fu(e.array):void 0}get count(){return this.data.count}get array(){return this.data.array}set needsUpdate(e){this.data.needsUpdate=e}applyMatrix4(e){for(let t=0,n=this.data.count;t<n;t++)pi.fromBufferAttribute(this,t),pi.applyMatrix4(e),this.setXYZ(t,pi.x,pi.y,pi.z);return this}applyNormalMatrix(e){for(let t=0,n=this.count;t<n;t++)pi.fromBufferAttribute(this,t),pi.applyNormalMatrix(e),this.setXYZ(t,pi.x,pi.y,pi.z);return this}transformDirection(e){for(let t=0,n=this.count;t<n;t++)pi.fromBufferAttribute(this,t),pi.transformDirection(e),this.setXYZ(t,pi.x,pi.y,pi.z);return this}getComponent(e,t){let n=this.array[e*this.data.stride+this.offset+t];return this.normalized&&(n=this._denormalize(n)),n}setComponent(e,t,n){return this.normalized&&(n=this._normalize(n)),this.data.array[e*this.data.stride+this.offset+t]=n,this}setX(e,t){return this.normalized&&(t=this._normalize(t)),this.data.array[e*this.data.stride+this.offset]=t,this}setY(e,t){return this.normalized&&(t=this._normalize(t)),this.data.array[e*this.data.stride+this.offset+1]=t,this}setZ(e,t){return this.normalized&&(t=this._normalize(t)),this.data.array[e*this.data.stride+this.offset+2]=t,this}setW(e,t){return this.normalized&&(t=this._normalize(t)),this.data.array[e*this.data.stride+this.offset+3]=t,this}getX(e){let t=this.data.array[e*this.data.stride+this.offset];return this.normalized&&(t=this._denormalize(t)),t}getY(e){let t=this.data.array[e*this.data.stride+this.offset+1];return this.normalized&&(t=this._denormalize(t)),t}getZ(e){let t=this.data.array[e*this.data.stride+this.offset+2];return this.normalized&&(t=this._denormalize(t)),t}getW(e){let t=this.data.array[e*this.data.stride+this.offset+3];return this.normalized&&(t=this._denormalize(t)),t}setXY(e,t,n){return e=e*this.data.stride+this.offset,this.normalized&&(t=this._normalize(t),n=this._normalize(n)),this.data.array[e+0]=t,this.data.array[e+1]=n,this}setXYZ(e,t,n,s){return e=e*this.data.stride+this.offset,this.normalized&&(t=this._normalize(t),n=this._normalize(n),s=this._normalize(s)),this.data.array[e+0]=t,this.data.array[e+1]=n,this.data.array[e+2]=s,this}setXYZW(e,t,n,s,r){return e=e*this.data.stride+this.offset,this.normalized&&(t=this._normalize(t),n=this._normalize(n),s=this._normalize(s),r=this._normalize(r)),this.data.array[e+0]=t,this.data.array[e+1]=n,this.data.array[e+2]=s,this.data.array[e+3]=r,this}clone(e){if(e===void 0){Ta("InterleavedBufferAttribute.clone(): Cloning an interleaved buffer attribute will de-interleave buffer data.");let t=[];for(let n=0;n<this.count;n++){let s=n*this.data.stride+this.offset;for(let r=0;r<this.itemSize;r++)t.push(this.data.array[s+r])}return new ti(new this.array.constructor(t),this.itemSize,this.normalized)}else return e.interleavedBuffers===void 0&&(e.interleavedBuffers={}),e.interleavedBuffers[this.data.uuid]===void 0&&(e.interleavedBuffers[this.data.uuid]=this.data.clone(e)),new i(e.interleavedBuffers[this.data.uuid],this.itemSize,this.offset,this.normalized)}toJSON(e){if(e===void 0){Ta("InterleavedBufferAttribute.toJSON(): Serializing an interleaved buffer attribute will de-interleave buffer data.");let t=[];for(let n=0;n<this.count;n++){let s=n*this.data.stride+this.offset;for(let r=0;r<this.itemSize;r++)t.push(this.data.array[s+r])}return{itemSize:this.itemSize,type:this.array.constructor.name,array:t,normalized:this.normalized}}else return e.interleavedBuffers===void 0&&(e.interleavedBuffers={}),e.interleavedBuffers[this.data.uuid]===void 0&&(e.interleavedBuffers[this.data.uuid]=this.data.toJSON(e)),{isInterleavedBufferAttribute:!0,itemSize:this.itemSize,data:this.data.uuid,offset:this.offset,normalized:this.normalized}}_denormalize(e){let t=this._normalizationScale;return t!==void 0?Math.max(e/t,-1):Fp(e,this.data.array)}_normalize(e){let t=this._normalizationScale;return t!==void 0?Math.round(e*t):Bp(e,this.data.array)}},jf=new D,Fb=new D,Bb=new We,Fi=class{constructor(e=new D(1,0,0),t=0){this.isPlane=!0,this.normal=e,this.constant=t}set(e,t){return this.normal.copy(e),this.constant=t,this}setComponents(e,t,n,s){return this.normal.set(e,t,n),this.constant=s,this}setFromNormalAndCoplanarPoint(e,t){return this.normal.copy(e),this.constant=-t.dot(this.normal),this}setFromCoplanarPoints(e,t,n){let s=jf.subVectors(n,t).cross(Fb.subVectors(e,t)).normalize();return this.setFromNormalAndCoplanarPoint(s,e),this}copy(e){return this.normal.copy(e.normal),this.constant=e.constant,this}normalize(){let e=1/this.normal.length();return this.normal.multiplyScalar(e),this.constant*=e,this}negate(){return this.constant*=-1,this.normal.negate(),this}distanceToPoint(e){return this.normal.dot(e)+this.constant}distanceToSphere(e){return this.distanceToPoint(e.center)-e.radius}projectPoint(e,t){return t.copy(e).addScaledVector(this.normal,-this.distanceToPoint(e))}intersectLine(e,t,n=!0){let s=e.delta(jf),r=this.normal.dot(s);if(r===0)return this.distanceToPoint(e.start)===0?t.copy(e.start):null;let o=-(e.start.dot(this.normal)+this.constant)/r;return n===!0&&(o<0||o>1)?null:t.copy(e.start).addScaledVector(s,o)}intersectsLine(e){let t=this.distanceToPoint(e.start),n=this.distanceToPoint(e.end);return t<0&&n>0||n<0&&t>0}intersectsBox(e){return e.intersectsPlane(this)}intersectsSphere(e){return e.intersectsPlane(this)}coplanarPoint(e){return e.copy(this.normal).multiplyScalar(-this.constant)}applyMatrix4(e,t){let n=t||Bb.getNormalMatrix(e),s=this.coplanarPoint(jf).applyMatrix4(e),r=this.normal.applyMatrix3(n).normalize();return this.constant=-s.dot(r),this}translate(e){return this.constant-=e.dot(this.normal),this}equals(e){return e.normal.equals(this.normal)&&e.constant===this.constant}clone(){return new this.constructor().copy(this)}toJSON(){return{normal:this.normal.toArray(),constant:this.constant}}fromJSON(e){return this.normal.fromArray(e.normal),this.constant=e.constant,this}},kb=0,rs=class extends xn{constructor(){super(),this.isMaterial=!0,Object.defineProperty(this,"id",{value:kb++}),this.uuid=Fs(),this.name="",this.type="Material",this.blending=_o,this.side=Us,this.vertexColors=!1,this.opacity=1,this.transparent=!1,this.alphaHash=!1,this.blendSrc=dp,this.blendDst=fp,this.blendEquation=or,this.blendSrcAlpha=null,this.blendDstAlpha=null,this.blendEquationAlpha=null,this.blendColor=new Ge(0,0,0),this.blendAlpha=0,this.depthFunc=oo,this.depthTest=!0,this.depthWrite=!0,this.stencilWriteMask=255,this.stencilFunc=Dy,this.stencilRef=0,this.stencilFuncMask=255,this.stencilFail=vh,this.stencilZFail=vh,this.stencilZPass=vh,this.stencilWrite=!1,this.clippingPlanes=null,this.clipIntersection=!1,this.clipShadows=!1,this.shadowSide=null,this.colorWrite=!0,this.precision=null,this.polygonOffset=!1,this.polygonOffsetFactor=0,this.polygonOffsetUnits=0,this.dithering=!1,this.alphaToCoverage=!1,this.premultipliedAlpha=!1,this.forceSinglePass=!1,this.allowOverride=!0,this.visible=!0,this.toneMapped=!0,this.userData={},this.version=0,this._alphaTest=0}get alphaTest(){return this._alphaTest}set alphaTest(e){this._alphaTest>0!=e>0&&this.version++,this._alphaTest=e}onBeforeRender(){}onBeforeCompile(){}customProgramCacheKey(){return this.onBeforeCompile.toString()}setValues(e){if(e!==void 0)for(let t in e){let n=e[t];if(n===void 0){Ne(`Material: parameter '${t}' has value of undefined.`);continue}let s=this[t];if(s===void 0){Ne(`Material: '${t}' is not a property of THREE.${this.type}.`);continue}s&&s.isColor?s.set(n):s&&s.isVector2&&n&&n.isVector2||s&&s.isEuler&&n&&n.isEuler||s&&s.isVector3&&n&&n.isVector3?s.copy(n):this[t]=n}}toJSON(e){let t=e===void 0||typeof e=="string";t&&(e={textures:{},images:{}});let n={metadata:{version:4.7,type:"Material",generator:"Material.toJSON"}};n.uuid=this.uuid,n.type=this.type,n.blending=this.blending,n.side=this.side,n.shadowSide=this.shadowSide,n.vertexColors=this.vertexColors,n.opacity=this.opacity,n.transparent=this.transparent,n.blendSrc=this.blendSrc,n.blendDst=this.blendDst,n.blendEquation=this.blendEquation,n.blendSrcAlpha=this.blendSrcAlpha,n.blendDstAlpha=this.blendDstAlpha,n.blendEquationAlpha=this.blendEquationAlpha,n.blendColor=this.blendColor.getHex(),n.blendAlpha=this.blendAlpha,n.depthFunc=this.depthFunc,n.depthTest=this.depthTest,n.depthWrite=this.depthWrite,n.colorWrite=this.colorWrite,n.clipIntersection=this.clipIntersection,n.clipShadows=this.clipShadows,n.stencilWriteMask=this.stencilWriteMask,n.stencilFunc=this.stencilFunc,n.stencilRef=this.stencilRef,n.stencilFuncMask=this.stencilFuncMask,n.stencilFail=this.stencilFail,n.stencilZFail=this.stencilZFail,n.stencilZPass=this.stencilZPass,n.stencilWrite=this.stencilWrite,n.polygonOffset=this.polygonOffset,n.polygonOffsetFactor=this.polygonOffsetFactor,n.polygonOffsetUnits=this.polygonOffsetUnits,n.dithering=this.dithering,n.alphaTest=this.alphaTest,n.alphaHash=this.alphaHash,n.alphaToCoverage=this.alphaToCoverage,n.premultipliedAlpha=this.premultipliedAlpha,n.forceSinglePass=this.forceSinglePass,n.allowOverride=this.allowOverride,n.visible=this.visible,n.toneMapped=this.toneMapped,n.name=this.name,this.color&&this.color.isColor&&(n.color=this.color.getHex()),this.roughness!==void 0&&(n.roughness=this.roughness),this.metalness!==void 0&&(n.metalness=this.metalness),this.sheen!==void 0&&(n.sheen=this.sheen),this.sheenColor&&this.sheenColor.isColor&&(n.sheenColor=this.sheenColor.getHex()),this.sheenRoughness!==void 0&&(n.sheenRoughness=this.sheenRoughness),this.emissive&&this.emissive.isColor&&(n.emissive=this.emissive.getHex()),this.emissiveIntensity!==void 0&&(n.emissiveIntensity=this.emissiveIntensity),this.specular&&this.specular.isColor&&(n.specular=this.specular.getHex()),this.specularIntensity!==void 0&&(n.specularIntensity=this.specularIntensity),this.specularColor&&this.specularColor.isColor&&(n.specularColor=this.specularColor.getHex()),this.shininess!==void 0&&(n.shininess=this.shininess),this.clearcoat!==void 0&&(n.clearcoat=this.clearcoat),this.clearcoatRoughness!==void 0&&(n.clearcoatRoughness=this.clearcoatRoughness),this.diffuseRoughness!==void 0&&(n.diffuseRoughness=this.diffuseRoughness),this.diffuseRoughnessMap&&this.diffuseRoughnessMap.isTexture&&(n.diffuseRoughnessMap=this.diffuseRoughnessMap.toJSON(e).uuid),this.clearcoatMap&&this.clearcoatMap.isTexture&&(n.clearcoatMap=this.clearcoatMap.toJSON(e).uuid),this.clearcoatRoughnessMap&&this.clearcoatRoughnessMap.isTexture&&(n.clearcoatRoughnessMap=this.clearcoatRoughnessMap.toJSON(e).uuid),this.clearcoatNormalMap&&this.clearcoatNormalMap.isTexture&&(n.clearcoatNormalMap=this.clearcoatNormalMap.toJSON(e).uuid,n.clearcoatNormalScale=this.clearcoatNormalScale.toArray()),this.sheenColorMap&&this.sheenColorMap.isTexture&&(n.sheenColorMap=this.sheenColorMap.toJSON(e).uuid),this.sheenRoughnessMap&&this.sheenRoughnessMap.isTexture&&(n.sheenRoughnessMap=this.sheenRoughnessMap.toJSON(e).uuid),this.dispersion!==void 0&&(n.dispersion=this.dispersion),this.retroreflectivity!==void 0&&(n.retroreflectivity=this.retroreflectivity),this.iridescence!==void 0&&(n.iridescence=this.iridescence),this.iridescenceIOR!==void 0&&(n.iridescenceIOR=this.iridescenceIOR),this.iridescenceThicknessMinimum!==void 0&&(n.iridescenceThicknessMinimum=this.iridescenceThicknessMinimum),this.iridescenceThicknessMaximum!==void 0&&(n.iridescenceThicknessMaximum=this.iridescenceThicknessMaximum),this.iridescenceMap&&this.iridescenceMap.isTexture&&(n.iridescenceMap=this.iridescenceMap.toJSON(e).uuid),this.iridescenceThicknessMap&&this.iridescenceThicknessMap.isTexture&&(n.iridescenceThicknessMap=this.iridescenceThicknessMap.toJSON(e).uuid),this.anisotropy!==void 0&&(n.anisotropy=this.anisotropy),this.anisotropyRotation!==void 0&&(n.anisotropyRotation=this.anisotropyRotation),this.anisotropyMap&&this.anisotropyMap.isTexture&&(n.anisotropyMap=this.anisotropyMap.toJSON(e).uuid),this.map&&this.map.isTexture&&(n.map=this.map.toJSON(e).uuid),this.matcap&&this.matcap.isTexture&&(n.matcap=this.matcap.toJSON(e).uuid),this.alphaMap&&this.alphaMap.isTexture&&(n.alphaMap=this.alphaMap.toJSON(e).uuid),this.lightMap&&this.lightMap.isTexture&&(n.lightMap=this.lightMap.toJSON(e).uuid,n.lightMapIntensity=this.lightMapIntensity),this.aoMap&&this.aoMap.isTexture&&(n.aoMap=this.aoMap.toJSON(e).uuid,n.aoMapIntensity=this.aoMapIntensity),this.bumpMap&&this.bumpMap.isTexture&&(n.bumpMap=this.bumpMap.toJSON(e).uuid,n.bumpScale=this.bumpScale),this.normalMap&&this.normalMap.isTexture&&(n.normalMap=this.normalMap.toJSON(e).uuid,n.normalMapType=this.normalMapType,n.normalScale=this.normalScale.toArray()),this.displacementMap&&this.displacementMap.isTexture&&(n.displacementMap=this.displacementMap.toJSON(e).uuid,n.displacementScale=this.displacementScale,n.displacementBias=this.displacementBias),this.roughnessMap&&this.roughnessMap.isTexture&&(n.roughnessMap=this.roughnessMap.toJSON(e).uuid),this.metalnessMap&&this.metalnessMap.isTexture&&(n.metalnessMap=this.metalnessMap.toJSON(e).uuid),this.emissiveMap&&this.emissiveMap.isTexture&&(n.emissiveMap=this.emissiveMap.toJSON(e).uuid),this.specularMap&&this.specularMap.isTexture&&(n.specularMap=this.specularMap.toJSON(e).uuid),this.specularIntensityMap&&this.specularIntensityMap.isTexture&&(n.specularIntensityMap=this.specularIntensityMap.toJSON(e).uuid),this.specularColorMap&&this.specularColorMap.isTexture&&(n.specularColorMap=this.specularColorMap.toJSON(e).uuid),this.envMap&&this.envMap.isTexture&&(n.envMap=this.envMap.toJSON(e).uuid,this.combine!==void 0&&(n.combine=this.combine)),this.envMapRotation!==void 0&&(n.envMapRotation=this.envMapRotation.toArray()),this.envMapIntensity!==void 0&&(n.envMapIntensity=this.envMapIntensity),this.reflectivity!==void 0&&(n.reflectivity=this.reflectivity),this.refractionRatio!==void 0&&(n.refractionRatio=this.refractionRatio),this.gradientMap&&this.gradientMap.isTexture&&(n.gradientMap=this.gradientMap.toJSON(e).uuid),this.transmission!==void 0&&(n.transmission=this.transmission),this.transmissionMap&&this.transmissionMap.isTexture&&(n.transmissionMap=this.transmissionMap.toJSON(e).uuid),this.thickness!==void 0&&(n.thickness=this.thickness),this.thicknessMap&&this.thicknessMap.isTexture&&(n.thicknessMap=this.thicknessMap.toJSON(e).uuid),this.attenuationDistance!==void 0&&(n.attenuationDistance=this.attenuationDistance),this.attenuationColor!==void 0&&(n.attenuationColor=this.attenuationColor.getHex()),this.size!==void 0&&(n.size=this.size),this.sizeAttenuation!==void 0&&(n.sizeAttenuation=this.sizeAttenuation),Array.isArray(this.clippingPlanes)&&this.clippingPlanes.length>0&&(n.clippingPlanes=this.clippingPlanes.map(r=>r.toJSON())),this.rotation!==void 0&&(n.rotation=this.rotation),this.depthPacking!==void 0&&(n.depthPacking=this.depthPacking),this.linewidth!==void 0&&(n.linewidth=this.linewidth),this.linecap!==void 0&&(n.linecap=this.linecap),this.linejoin!==void 0&&(n.linejoin=this.linejoin),this.dashSize!==void 0&&(n.dashSize=this.dashSize),this.gapSize!==void 0&&(n.gapSize=this.gapSize),this.scale!==void 0&&(n.scale=this.scale),this.wireframe!==void 0&&(n.wireframe=this.wireframe),this.wireframeLinewidth!==void 0&&(n.wireframeLinewidth=this.wireframeLinewidth),this.wireframeLinecap!==void 0&&(n.wireframeLinecap=this.wireframeLinecap),this.wireframeLinejoin!==void 0&&(n.wireframeLinejoin=this.wireframeLinejoin),this.flatShading!==void 0&&(n.flatShading=this.flatShading),this.fog!==void 0&&(n.fog=this.fog),Object.keys(this.userData).length>0&&(n.userData=this.userData);function s(r){let o=[];for(let a in r){let l=r[a];delete l.metadata,o.push(l)}return o}if(t){let r=s(e.textures),o=s(e.images);r.length>0&&(n.textures=r),o.length>0&&(n.images=o)}return n}fromJSON(e,t){if(e.uuid!==void 0&&(this.uuid=e.uuid),e.name!==void 0&&(this.name=e.name),e.color!==void 0&&this.color!==void 0&&this.color.setHex(e.color),e.roughness!==void 0&&(this.roughness=e.roughness),e.metalness!==void 0&&(this.metalness=e.metalness),e.sheen!==void 0&&(this.sheen=e.sheen),e.sheenColor!==void 0&&(this.sheenColor=new Ge().setHex(e.sheenColor)),e.sheenRoughness!==void 0&&(this.sheenRoughness=e.sheenRoughness),e.emissive!==void 0&&this.emissive!==void 0&&this.emissive.setHex(e.emissive),e.specular!==void 0&&this.specular!==void 0&&this.specular.setHex(e.specular),e.specularIntensity!==void 0&&(this.specularIntensity=e.specularIntensity),e.specularColor!==void 0&&this.specularColor!==void 0&&this.specularColor.setHex(e.specularColor),e.shininess!==void 0&&(this.shininess=e.shininess),e.clearcoat!==void 0&&(this.clearcoat=e.clearcoat),e.clearcoatRoughness!==void 0&&(this.clearcoatRoughness=e.clearcoatRoughness),e.diffuseRoughness!==void 0&&(this.diffuseRoughness=e.diffuseRoughness),e.dispersion!==void 0&&(this.dispersion=e.dispersion),e.retroreflectivity!==void 0&&(this.retroreflectivity=e.retroreflectivity),e.iridescence!==void 0&&(this.iridescence=e.iridescence),e.iridescenceIOR!==void 0&&(this.iridescenceIOR=e.iridescenceIOR),e.iridescenceThicknessMinimum!==void 0&&(this.iridescenceThicknessMinimum=e.iridescenceThicknessMinimum),e.iridescenceThicknessMaximum!==void 0&&(this.iridescenceThicknessMaximum=e.iridescenceThicknessMaximum),e.iridescenceThicknessRange!==void 0&&(this.iridescenceThicknessMinimum=e.iridescenceThicknessRange[0],this.iridescenceThicknessMaximum=e.iridescenceThicknessRange[1]),e.transmission!==void 0&&(this.transmission=e.transmission),e.thickness!==void 0&&(this.thickness=e.thickness),e.attenuationDistance!==void 0&&(this.attenuationDistance=e.attenuationDistance),e.attenuationColor!==void 0&&this.attenuationColor!==void 0&&this.attenuationColor.setHex(e.attenuationColor),e.anisotropy!==void 0&&(this.anisotropy=e.anisotropy),e.anisotropyRotation!==void 0&&(this.anisotropyRotation=e.anisotropyRotation),e.fog!==void 0&&(this.fog=e.fog),e.flatShading!==void 0&&(this.flatShading=e.flatShading),e.blending!==void 0&&(this.blending=e.blending),e.combine!==void 0&&(this.combine=e.combine),e.side!==void 0&&(this.side=e.side),e.shadowSide!==void 0&&(this.shadowSide=e.shadowSide),e.opacity!==void 0&&(this.opacity=e.opacity),e.transparent!==void 0&&(this.transparent=e.transparent),e.alphaTest!==void 0&&(this.alphaTest=e.alphaTest),e.alphaHash!==void 0&&(this.alphaHash=e.alphaHash),e.depthFunc!==void 0&&(this.depthFunc=e.depthFunc),e.depthTest!==void 0&&(this.depthTest=e.depthTest),e.depthWrite!==void 0&&(this.depthWrite=e.depthWrite),e.colorWrite!==void 0&&(this.colorWrite=e.colorWrite),e.clippingPlanes!==void 0&&(this.clippingPlanes=e.clippingPlanes.map(n=>new Fi().fromJSON(n))),e.clipIntersection!==void 0&&(this.clipIntersection=e.clipIntersection),e.clipShadows!==void 0&&(this.clipShadows=e.clipShadows),e.depthPacking!==void 0&&(this.depthPacking=e.depthPacking),e.blendSrc!==void 0&&(this.blendSrc=e.blendSrc),e.blendDst!==void 0&&(this.blendDst=e.blendDst),e.blendEquation!==void 0&&(this.blendEquation=e.blendEquation),e.blendSrcAlpha!==void 0&&(this.blendSrcAlpha=e.blendSrcAlpha),e.blendDstAlpha!==void 0&&(this.blendDstAlpha=e.blendDstAlpha),e.blendEquationAlpha!==void 0&&(this.blendEquationAlpha=e.blendEquationAlpha),e.blendColor!==void 0&&this.blendColor!==void 0&&this.blendColor.setHex(e.blendColor),e.blendAlpha!==void 0&&(this.blendAlpha=e.blendAlpha),e.stencilWriteMask!==void 0&&(this.stencilWriteMask=e.stencilWriteMask),e.stencilFunc!==void 0&&(this.stencilFunc=e.stencilFunc),e.stencilRef!==void 0&&(this.stencilRef=e.stencilRef),e.stencilFuncMask!==void 0&&(this.stencilFuncMask=e.stencilFuncMask),e.stencilFail!==void 0&&(this.stencilFail=e.stencilFail),e.stencilZFail!==void 0&&(this.stencilZFail=e.stencilZFail),e.stencilZPass!==void 0&&(this.stencilZPass=e.stencilZPass),e.stencilWrite!==void 0&&(this.stencilWrite=e.stencilWrite),e.wireframe!==void 0&&(this.wireframe=e.wireframe),e.wireframeLinewidth!==void 0&&(this.wireframeLinewidth=e.wireframeLinewidth),e.wireframeLinecap!==void 0&&(this.wireframeLinecap=e.wireframeLinecap),e.wireframeLinejoin!==void 0&&(this.wireframeLinejoin=e.wireframeLinejoin),e.rotation!==void 0&&(this.rotation=e.rotation),e.linewidth!==void 0&&(this.linewidth=e.linewidth),e.linecap!==void 0&&(this.linecap=e.linecap),e.linejoin!==void 0&&(this.linejoin=e.linejoin),e.dashSize!==void 0&&(this.dashSize=e.dashSize),e.gapSize!==void 0&&(this.gapSize=e.gapSize),e.scale!==void 0&&(this.scale=e.scale),e.polygonOffset!==void 0&&(this.polygonOffset=e.polygonOffset),e.polygonOffsetFactor!==void 0&&(this.polygonOffsetFactor=e.polygonOffsetFactor),e.polygonOffsetUnits!==void 0&&(this.polygonOffsetUnits=e.polygonOffsetUnits),e.dithering!==void 0&&(this.dithering=e.dithering),e.alphaToCoverage!==void 0&&(this.alphaToCoverage=e.alphaToCoverage),e.premultipliedAlpha!==void 0&&(this.premultipliedAlpha=e.premultipliedAlpha),e.forceSinglePass!==void 0&&(this.forceSinglePass=e.forceSinglePass),e.allowOverride!==void 0&&(this.allowOverride=e.allowOverride),e.visible!==void 0&&(this.visible=e.visible),e.toneMapped!==void 0&&(this.toneMapped=e.toneMapped),e.userData!==void 0&&(this.userData=e.userData),e.vertexColors!==void 0&&(typeof e.vertexColors=="number"?this.vertexColors=e.vertexColors>0:this.vertexColors=e.vertexColors),e.size!==void 0&&(this.size=e.size),e.sizeAttenuation!==void 0&&(this.sizeAttenuation=e.sizeAttenuation),e.map!==void 0&&(this.map=t[e.map]||null),e.matcap!==void 0&&(this.matcap=t[e.matcap]||null),e.alphaMap!==void 0&&(this.alphaMap=t[e.alphaMap]||null),e.bumpMap!==void 0&&(this.bumpMap=t[e.bumpMap]||null),e.bumpScale!==void 0&&(this.bumpScale=e.bumpScale),e.normalMap!==void 0&&(this.normalMap=t[e.normalMap]||null),e.normalMapType!==void 0&&(this.normalMapType=e.normalMapType),e.normalScale!==void 0){let n=e.normalScale;Array.isArray(n)===!1&&(n=[n,n]),this.normalScale=new Be().fromArray(n)}return e.displacementMap!==void 0&&(this.displacementMap=t[e.displacementMap]||null),e.displacementScale!==void 0&&(this.displacementScale=e.displacementScale),e.displacementBias!==void 0&&(this.displacementBias=e.displacementBias),e.roughnessMap!==void 0&&(this.roughnessMap=t[e.roughnessMap]||null),e.metalnessMap!==void 0&&(this.metalnessMap=t[e.metalnessMap]||null),e.emissiveMap!==void 0&&(this.emissiveMap=t[e.emissiveMap]||null),e.emissiveIntensity!==void 0&&(this.emissiveIntensity=e.emissiveIntensity),e.specularMap!==void 0&&(this.specularMap=t[e.specularMap]||null),e.specularIntensityMap!==void 0&&(this.specularIntensityMap=t[e.specularIntensityMap]||null),e.specularColorMap!==void 0&&(this.specularColorMap=t[e.specularColorMap]||null),e.envMap!==void 0&&(this.envMap=t[e.envMap]||null),e.envMapRotation!==void 0&&this.envMapRotation.fromArray(e.envMapRotation),e.envMapIntensity!==void 0&&(this.envMapIntensity=e.envMapIntensity),e.reflectivity!==void 0&&(this.reflectivity=e.reflectivity),e.refractionRatio!==void 0&&(this.refractionRatio=e.refractionRatio),e.lightMap!==void 0&&(this.lightMap=t[e.lightMap]||null),e.lightMapIntensity!==void 0&&(this.lightMapIntensity=e.lightMapIntensity),e.aoMap!==void 0&&(this.aoMap=t[e.aoMap]||null),e.aoMapIntensity!==void 0&&(this.aoMapIntensity=e.aoMapIntensity),e.gradientMap!==void 0&&(this.gradientMap=t[e.gradientMap]||null),e.clearcoatMap!==void 0&&(this.clearcoatMap=t[e.clearcoatMap]||null),e.clearcoatRoughnessMap!==void 0&&(this.clearcoatRoughnessMap=t[e.clearcoatRoughnessMap]||null),e.clearcoatNormalMap!==void 0&&(this.clearcoatNormalMap=t[e.clearcoatNormalMap]||null),e.clearcoatNormalScale!==void 0&&(this.clearcoatNormalScale=new Be().fromArray(e.clearcoatNormalScale)),e.diffuseRoughnessMap!==void 0&&(this.diffuseRoughnessMap=t[e.diffuseRoughnessMap]||null),e.iridescenceMap!==void 0&&(this.iridescenceMap=t[e.iridescenceMap]||null),e.iridescenceThicknessMap!==void 0&&(this.iridescenceThicknessMap=t[e.iridescenceThicknessMap]||null),e.transmissionMap!==void 0&&(this.transmissionMap=t[e.transmissionMap]||null),e.thicknessMap!==void 0&&(this.thicknessMap=t[e.thicknessMap]||null),e.anisotropyMap!==void 0&&(this.anisotropyMap=t[e.anisotropyMap]||null),e.sheenColorMap!==void 0&&(this.sheenColorMap=t[e.sheenColorMap]||null),e.sheenRoughnessMap!==void 0&&(this.sheenRoughnessMap=t[e.sheenRoughnessMap]||null),this}clone(){return new this.constructor().copy(this)}copy(e){this.name=e.name,this.blending=e.blending,this.side=e.side,this.vertexColors=e.vertexColors,this.opacity=e.opacity,this.transparent=e.transparent,this.blendSrc=e.blendSrc,this.blendDst=e.blendDst,this.blendEquation=e.blendEquation,this.blendSrcAlpha=e.blendSrcAlpha,this.blendDstAlpha=e.blendDstAlpha,this.blendEquationAlpha=e.blendEquationAlpha,this.blendColor.copy(e.blendColor),this.blendAlpha=e.blendAlpha,this.depthFunc=e.depthFunc,this.depthTest=e.depthTest,this.depthWrite=e.depthWrite,this.stencilWriteMask=e.stencilWriteMask,this.stencilFunc=e.stencilFunc,this.stencilRef=e.stencilRef,this.stencilFuncMask=e.stencilFuncMask,this.stencilFail=e.stencilFail,this.stencilZFail=e.stencilZFail,this.stencilZPass=e.stencilZPass,this.stencilWrite=e.stencilWrite;let t=e.clippingPlanes,n=null;if(t!==null){let s=t.length;n=new Array(s);for(let r=0;r!==s;++r)n[r]=t[r].clone()}return this.clippingPlanes=n,this.clipIntersection=e.clipIntersection,this.clipShadows=e.clipShadows,this.shadowSide=e.shadowSide,this.colorWrite=e.colorWrite,this.precision=e.precision,this.polygonOffset=e.polygonOffset,this.polygonOffsetFactor=e.polygonOffsetFactor,this.polygonOffsetUnits=e.polygonOffsetUnits,this.dithering=e.dithering,this.alphaTest=e.alphaTest,this.alphaHash=e.alphaHash,this.alphaToCoverage=e.alphaToCoverage,this.premultipliedAlpha=e.premultipliedAlpha,this.forceSinglePass=e.forceSinglePass,this.allowOverride=e.allowOverride,this.visible=e.visible,this.toneMapped=e.toneMapped,this.userData=JSON.parse(JSON.stringify(e.userData)),this}dispose(){this.dispatchEvent({type:"dispose"})}set needsUpdate(e){e===!0&&this.version++}};var is=new D,Zf=new D,Qc=new D,eh=new D,os=class{constructor(e=new D,t=new D(0,0,-1)){this.origin=e,this.direction=t}set(e,t){return this.origin.copy(e),this.direction.copy(t),this}copy(e){return this.origin.copy(e.origin),this.direction.copy(e.direction),this}at(e,t){return t.copy(this.origin).addScaledVector(this.direction,e)}lookAt(e){return this.direction.copy(e).sub(this.origin).normalize(),this}recast(e){return this.origin.copy(this.at(e,is)),this}closestPointToPoint(e,t){t.subVectors(e,this.origin);let n=t.dot(this.direction);return n<0?t.copy(this.origin):t.copy(this.origin).addScaledVector(this.direction,n)}distanceToPoint(e){return Math.sqrt(this.distanceSqToPoint(e))}distanceSqToPoint(e){let t=is.subVectors(e,this.origin).dot(this.direction);return t<0?this.origin.distanceToSquared(e):(is.copy(this.origin).addScaledVector(this.direction,t),is.distanceToSquared(e))}distanceSqToSegment(e,t,n,s){Zf.copy(e).add(t).multiplyScalar(.5),Qc.copy(t).sub(e).normalize(),eh.copy(this.origin).sub(Zf);let r=e.distanceTo(t)*.5,o=-this.direction.dot(Qc),a=eh.dot(this.direction),l=-eh.dot(Qc),c=eh.lengthSq(),h=Math.abs(1-o*o),u,d,f,p;if(h>0)if(u=o*l-a,d=o*a-l,p=r*h,u>=0)if(d>=-p)if(d<=p){let y=1/h;u*=y,d*=y,f=u*(u+o*d+2*a)+d*(o*u+d+2*l)+c}else d=r,u=Math.max(0,-(o*d+a)),f=-u*u+d*(d+2*l)+c;else d=-r,u=Math.max(0,-(o*d+a)),f=-u*u+d*(d+2*l)+c;else d<=-p?(u=Math.max(0,-(-o*r+a)),d=u>0?-r:Math.min(Math.max(-r,-l),r),f=-u*u+d*(d+2*l)+c):d<=p?(u=0,d=Math.min(Math.max(-r,-l),r),f=d*(d+2*l)+c):(u=Math.max(0,-(o*r+a)),d=u>0?r:Math.min(Math.max(-r,-l),r),f=-u*u+d*(d+2*l)+c);else d=o>0?-r:r,u=Math.max(0,-(o*d+a)),f=-u*u+d*(d+2*l)+c;return n&&n.copy(this.origin).addScaledVector(this.direction,u),s&&s.copy(Zf).addScaledVector(Qc,d),f}intersectSphere(e,t){if(e.radius<0)return null;is.subVectors(e.center,this.origin);let n=is.dot(this.direction),s=is.dot(is)-n*n,r=e.radius*e.radius;if(s>r)return null;let o=Math.sqrt(r-s),a=n-o,l=n+o;return l<0?null:a<0?this.at(l,t):this.at(a,t)}intersectsSphere(e){return e.radius<0?!1:this.distanceSqToPoint(e.center)<=e.radius*e.radius}distanceToPlane(e){let t=e.normal.dot(this.direction);if(t===0)return e.distanceToPoint(this.origin)===0?0:null;let n=-(this.origin.dot(e.normal)+e.constant)/t;return n>=0?n:null}intersectPlane(e,t){let n=this.distanceToPlane(e);return n===null?null:this.at(n,t)}intersectsPlane(e){let t=e.distanceToPoint(this.origin);return t===0||e.normal.dot(this.direction)*t<0}intersectBox(e,t){let n,s,r,o,a,l,c=1/this.direction.x,h=1/this.direction.y,u=1/this.direction.z,d=this.origin;return c>=0?(n=(e.min.x-d.x)*c,s=(e.max.x-d.x)*c):(n=(e.max.x-d.x)*c,s=(e.min.x-d.x)*c),h>=0?(r=(e.min.y-d.y)*h,o=(e.max.y-d.y)*h):(r=(e.max.y-d.y)*h,o=(e.min.y-d.y)*h),n>o||r>s||((r>n||isNaN(n))&&(n=r),(o<s||isNaN(s))&&(s=o),u>=0?(a=(e.min.z-d.z)*u,l=(e.max.z-d.z)*u):(a=(e.max.z-d.z)*u,l=(e.min.z-d.z)*u),n>l||a>s)||((a>n||n!==n)&&(n=a),(l<s||s!==s)&&(s=l),s<0)?null:this.at(n>=0?n:s,t)}intersectsBox(e){return this.intersectBox(e,is)!==null}intersectTriangle(e,t,n,s,r){let o=this.origin,a=this.direction,l=a.x,c=a.y,h=a.z,u=e.x-o.x,d=e.y-o.y,f=e.z-o.z,p=t.x-o.x,y=t.y-o.y,m=t.z-o.z,g=n.x-o.x,S=n.y-o.y,E=n.z-o.z,b=Math.abs(l),C=Math.abs(c),A=Math.abs(h),x,M,V,U,F,G,j,P,Y,Q,W,re;if(b>=C&&b>=A?(V=l,G=u,Y=p,re=g,l>=0?(x=c,M=h,U=d,F=f,j=y,P=m,Q=S,W=E):(x=h,M=c,U=f,F=d,j=m,P=y,Q=E,W=S)):C>=A?(V=c,G=d,Y=y,re=S,c>=0?(x=h,M=l,U=f,F=u,j=m,P=p,Q=E,W=g):(x=l,M=h,U=u,F=f,j=p,P=m,Q=g,W=E)):(V=h,G=f,Y=m,re=E,h>=0?(x=l,M=c,U=u,F=d,j=p,P=y,Q=g,W=S):(x=c,M=l,U=d,F=u,j=y,P=p,Q=S,W=g)),V===0)return null;let $=x/V,ie=M/V,ne=1/V,Re=U-$*G,$e=F-ie*G,K=j-$*Y,xe=P-ie*Y,Me=Q-$*re,Ue=W-ie*re,ve=Me*xe-Ue*K,Ze=Re*Ue-$e*Me,Ct=K*$e-xe*Re;if(s){if(ve<0||Ze<0||Ct<0)return null}else if((ve<0||Ze<0||Ct<0)&&(ve>0||Ze>0||Ct>0))return null;let Fe=ve+Ze+Ct;if(Fe===0)return null;let pt=ne*(ve*G+Ze*Y+Ct*re);return(Fe>0?pt<0:pt>0)?null:this.at(pt/Fe,r)}applyMatrix4(e){return this.origin.applyMatrix4(e),this.direction.transformDirection(e),this}equals(e){return e.origin.equals(this.origin)&&e.direction.equals(this.direction)}clone(){return new this.constructor().copy(this)}},fo=class extends rs{constructor(e){super(),this.isMeshBasicMaterial=!0,this.type="MeshBasicMaterial",this.color=new Ge(16777215),this.map=null,this.lightMap=null,this.lightMapIntensity=1,this.aoMap=null,this.aoMapIntensity=1,this.specularMap=null,this.alphaMap=null,this.envMap=null,this.envMapRotation=new Is,this.combine=pp,this.reflectivity=1,this.refractionRatio=.98,this.wireframe=!1,this.wireframeLinewidth=1,this.wireframeLinecap="round",this.wireframeLinejoin="round",this.fog=!0,this.setValues(e)}copy(e){return super.copy(e),this.color.copy(e.color),this.map=e.map,this.lightMap=e.lightMap,this.lightMapIntensity=e.lightMapIntensity,this.aoMap=e.aoMap,this.aoMapIntensity=e.aoMapIntensity,this.specularMap=e.specularMap,this.alphaMap=e.alphaMap,this.envMap=e.envMap,this.envMapRotation.copy(e.envMapRotation),this.combine=e.combine,this.reflectivity=e.reflectivity,this.refractionRatio=e.refractionRatio,this.wireframe=e.wireframe,this.wireframeLinewidth=e.wireframeLinewidth,this.wireframeLinecap=e.wireframeLinecap,this.wireframeLinejoin=e.wireframeLinejoin,this.fog=e.fog,this}},z0=new rt,tr=new os,th=new Ti,V0=new D,ih=new D,nh=new D,sh=new D,Kf=new D,rh=new D,H0=new D,oh=new D,Ai=class extends Mi{constructor(e=new jt,t=new fo){super(),this.isMesh=!0,this.type="Mesh",this.geometry=e,this.material=t,this.morphTargetDictionary=void 0,this.morphTargetInfluences=void 0,this.count=1,this.updateMorphTargets()}copy(e,t){return super.copy(e,t),e.morphTargetInfluences!==void 0?this.morphTargetInfluences=e.morphTargetInfluences.slice():this.morphTargetInfluences=void 0,e.morphTargetDictionary!==void 0?this.morphTargetDictionary=Object.assign({},e.morphTargetDictionary):this.morphTargetDictionary=void 0,this.material=Array.isArray(e.material)?e.material.slice():e.material,this.geometry=e.geometry,this}updateMorphTargets(){let t=this.geometry.morphAttributes,n=Object.keys(t);if(n.length>0){let s=t[n[0]];if(s!==void 0){this.morphTargetInfluences=[],this.morphTargetDictionary={};for(let r=0,o=s.length;r<o;r++){let a=s[r].name||String(r);this.morphTargetInfluences.push(0),this.morphTargetDictionary[a]=r}}}}getVertexPosition(e,t){let n=this.geometry,s=n.attributes.position,r=n.morphAttributes.position,o=n.morphTargetsRelative;t.fromBufferAttribute(s,e);let a=this.morphTargetInfluences;if(r&&a){rh.set(0,0,0);for(let l=0,c=r.length;l<c;l++){let h=a[l],u=r[l];h!==0&&(Kf.fromBufferAttribute(u,e),o?rh.addScaledVector(Kf,h):rh.addScaledVector(Kf.sub(t),h))}t.add(rh)}return t}intersectsFrustum(e){return e.intersectsObject(this)}raycast(e,t){let n=this.geometry,s=this.material,r=this.matrixWorld;s!==void 0&&(n.boundingSphere===null&&n.computeBoundingSphere(),th.copy(n.boundingSphere),th.applyMatrix4(r),tr.copy(e.ray).recast(e.near),!(th.containsPoint(tr.origin)===!1&&(tr.intersectSphere(th,V0)===null||tr.origin.distanceToSquared(V0)>(e.far-e.near)**2))&&(z0.copy(r).invert(),tr.copy(e.ray).applyMatrix4(z0),!(n.boundingBox!==null&&tr.intersectsBox(n.boundingBox)===!1)&&this._computeIntersections(e,t,tr)))}_computeIntersections(e,t,n){let s,r=this.geometry,o=this.material,a=r.index,l=r.attributes.position,c=r.attributes.uv,h=r.attributes.uv1,u=r.attributes.normal,d=r.groups,f=r.drawRange;if(a!==null)if(Array.isArray(o))for(let p=0,y=d.length;p<y;p++){let m=d[p],g=o[m.materialIndex],S=Math.max(m.start,f.start),E=Math.min(a.count,Math.min(m.start+m.count,f.start+f.count));for(let b=S,C=E;b<C;b+=3){let A=a.getX(b),x=a.getX(b+1),M=a.getX(b+2);s=ah(this,g,e,n,c,h,u,A,x,M),s&&(s.faceIndex=Math.floor(b/3),s.face.materialIndex=m.materialIndex,t.push(s))}}else{let p=Math.max(0,f.start),y=Math.min(a.count,f.start+f.count);for(let m=p,g=y;m<g;m+=3){let S=a.getX(m),E=a.getX(m+1),b=a.getX(m+2);s=ah(this,o,e,n,c,h,u,S,E,b),s&&(s.faceIndex=Math.floor(m/3),t.push(s))}}else if(l!==void 0)if(Array.isArray(o))for(let p=0,y=d.length;p<y;p++){let m=d[p],g=o[m.materialIndex],S=Math.max(m.start,f.start),E=Math.min(l.count,Math.min(m.start+m.count,f.start+f.count));for(let b=S,C=E;b<C;b+=3){let A=b,x=b+1,M=b+2;s=ah(this,g,e,n,c,h,u,A,x,M),s&&(s.faceIndex=Math.floor(b/3),s.face.materialIndex=m.materialIndex,t.push(s))}}else{let p=Math.max(0,f.start),y=Math.min(l.count,f.start+f.count);for(let m=p,g=y;m<g;m+=3){let S=m,E=m+1,b=m+2;s=ah(this,o,e,n,c,h,u,S,E,b),s&&(s.faceIndex=Math.floor(m/3),t.push(s))}}}};function zb(i,e,t,n,s,r,o,a){let l;if(e.side===vi?l=n.intersectTriangle(o,r,s,!0,a):l=n.intersectTriangle(s,r,o,e.side===Us,a),l===null)return null;oh.copy(a),oh.applyMatrix4(i.matrixWorld);let c=t.ray.origin.distanceTo(oh);return c<t.near||c>t.far?null:{distance:c,point:oh.clone(),object:i}}function ah(i,e,t,n,s,r,o,a,l,c){i.getVertexPosition(a,ih),i.getVertexPosition(l,nh),i.getVertexPosition(c,sh);let h=zb(i,e,t,n,ih,nh,sh,H0);if(h){let u=new D;Rs.getBarycoord(H0,ih,nh,sh,u),s&&(h.uv=Rs.getInterpolatedAttribute(s,a,l,c,u,new Be)),r&&(h.uv1=Rs.getInterpolatedAttribute(r,a,l,c,u,new Be)),o&&(h.normal=Rs.getInterpolatedAttribute(o,a,l,c,u,new D),h.normal.dot(n.direction)>0&&h.normal.multiplyScalar(-1));let d={a,b:l,c,normal:new D,materialIndex:0};Rs.getNormal(ih,nh,sh,d.normal),h.face=d,h.barycoord=u}return h}var nr=class extends wi{constructor(e=null,t=1,n=1,s,r,o,a,l,c=Nt,h=Nt,u,d){super(null,o,a,l,c,h,s,r,u,d),this.isDataTexture=!0,this.image={data:e,width:t,height:n},this.generateMipmaps=!1,this.flipY=!1,this.unpackAlignment=1}};var Ia=class extends ti{constructor(e,t,n,s=1){super(e,t,n),this.isInstancedBufferAttribute=!0,this.meshPerAttribute=s}copy(e){return super.copy(e),this.meshPerAttribute=e.meshPerAttribute,this}toJSON(){let e=super.toJSON();return e.meshPerAttribute=this.meshPerAttribute,e.isInstancedBufferAttribute=!0,e}},Qr=new rt,G0=new rt,lh=[],W0=new yi,Vb=new rt,pa=new Ai,ma=new Ti,Pa=class extends Ai{constructor(e,t,n){super(e,t),this.isInstancedMesh=!0,this.instanceMatrix=new Ia(new Float32Array(n*16),16),this.instanceColor=null,this.morphTexture=null,this.count=n,this.boundingBox=null,this.boundingSphere=null;for(let s=0;s<n;s++)this.setMatrixAt(s,Vb)}computeBoundingBox(){let e=this.geometry,t=this.count;this.boundingBox===null&&(this.boundingBox=new yi),e.boundingBox===null&&e.computeBoundingBox(),this.boundingBox.makeEmpty();for(let n=0;n<t;n++)this.getMatrixAt(n,Qr),W0.copy(e.boundingBox).applyMatrix4(Qr),this.boundingBox.union(W0)}computeBoundingSphere(){let e=this.geometry,t=this.count;this.boundingSphere===null&&(this.boundingSphere=new Ti),e.boundingSphere===null&&e.computeBoundingSphere(),this.boundingSphere.makeEmpty();for(let n=0;n<t;n++)this.getMatrixAt(n,Qr),ma.copy(e.boundingSphere).applyMatrix4(Qr),this.boundingSphere.union(ma)}copy(e,t){return super.copy(e,t),this.instanceMatrix.copy(e.instanceMatrix),this.morphTexture=e.morphTexture!==null?e.morphTexture.clone():null,this.instanceColor=e.instanceColor!==null?e.instanceColor.clone():null,this.count=e.count,this.boundingBox=e.boundingBox!==null?e.boundingBox.clone():null,this.boundingSphere=e.boundingSphere!==null?e.boundingSphere.clone():null,this}getColorAt(e,t){return this.instanceColor===null?t.setRGB(1,1,1):t.fromArray(this.instanceColor.array,e*3)}getMatrixAt(e,t){return t.fromArray(this.instanceMatrix.array,e*16)}getMorphAt(e,t){let n=t.morphTargetInfluences,s=this.morphTexture.source.data.data,r=n.length+1,o=e*r+1;for(let a=0;a<n.length;a++)n[a]=s[o+a]}raycast(e,t){let n=this.matrixWorld,s=this.count;if(pa.geometry=this.geometry,pa.material=this.material,pa.material!==void 0&&(this.boundingSphere===null&&this.computeBoundingSphere(),ma.copy(this.boundingSphere),ma.applyMatrix4(n),e.ray.intersectsSphere(ma)!==!1))for(let r=0;r<s;r++){this.getMatrixAt(r,Qr),G0.multiplyMatrices(n,Qr),pa.matrixWorld=G0,pa.raycast(e,lh);for(let o=0,a=lh.length;o<a;o++){let l=lh[o];l.instanceId=r,l.object=this,t.push(l)}lh.length=0}}setColorAt(e,t){return this.instanceColor===null&&(this.instanceColor=new Ia(new Float32Array(this.instanceMatrix.count*3).fill(1),3)),t.toArray(this.instanceColor.array,e*3),this}setMatrixAt(e,t){return t.toArray(this.instanceMatrix.array,e*16),this}setMorphAt(e,t){let n=t.morphTargetInfluences,s=n.length+1;this.morphTexture===null&&(this.morphTexture=new nr(new Float32Array(s*this.count),s,this.count,nu,an));let r=this.morphTexture.source.data.data,o=0;for(let c=0;c<n.length;c++)o+=n[c];let a=this.geometry.morphTargetsRelative?1:1-o,l=s*e;return r[l]=a,r.set(n,l+1),this}updateMorphTargets(){}dispose(){super.dispose(),this.instanceMatrix.dispose(),this.instanceColor!==null&&this.instanceColor.dispose(),this.morphTexture!==null&&(this.morphTexture.dispose(),this.morphTexture=null)}},ir=new Ti,Hb=new Be(.5,.5),ch=new D,sr=class{constructor(e=new Fi,t=new Fi,n=new Fi,s=new Fi,r=new Fi,o=new Fi){this.planes=[e,t,n,s,r,o]}set(e,t,n,s,r,o){let a=this.planes;return a[0].copy(e),a[1].copy(t),a[2].copy(n),a[3].copy(s),a[4].copy(r),a[5].copy(o),this}copy(e){let t=this.planes;for(let n=0;n<6;n++)t[n].copy(e.planes[n]);return this}setFromProjectionMatrix(e,t=sn,n=!1){let s=this.planes,r=e.elements,o=r[0],a=r[1],l=r[2],c=r[3],h=r[4],u=r[5],d=r[6],f=r[7],p=r[8],y=r[9],m=r[10],g=r[11],S=r[12],E=r[13],b=r[14],C=r[15];if(s[0].setComponents(c-o,f-h,g-p,C-S).normalize(),s[1].setComponents(c+o,f+h,g+p,C+S).normalize(),s[2].setComponents(c+a,f+u,g+y,C+E).normalize(),s[3].setComponents(c-a,f-u,g-y,C-E).normalize(),n)s[4].setComponents(l,d,m,b).normalize(),s[5].setComponents(c-l,f-d,g-m,C-b).normalize();else if(s[4].setComponents(c-l,f-d,g-m,C-b).normalize(),t===sn)s[5].setComponents(c+l,f+d,g+m,C+b).normalize();else if(t===wa)s[5].setComponents(l,d,m,b).normalize();else throw new Error("THREE.Frustum.setFromProjectionMatrix(): Invalid coordinate system: "+t);return this}intersectsObject(e){if(e.boundingSphere!==void 0)e.boundingSphere===null&&e.computeBoundingSphere(),ir.copy(e.boundingSphere).applyMatrix4(e.matrixWorld);else{let t=e.geometry;t.boundingSphere===null&&t.computeBoundingSphere(),ir.copy(t.boundingSphere).applyMatrix4(e.matrixWorld)}return this.intersectsSphere(ir)}intersectsSprite(e){ir.center.set(0,0,0);let t=Hb.distanceTo(e.center);return ir.radius=.7071067811865476+t,ir.applyMatrix4(e.matrixWorld),this.intersectsSphere(ir)}intersectsSphere(e){let t=this.planes,n=e.center,s=-e.radius;for(let r=0;r<6;r++)if(t[r].distanceToPoint(n)<s)return!1;return!0}intersectsBox(e){let t=this.planes;for(let n=0;n<6;n++){let s=t[n];if(ch.x=s.normal.x>0?e.max.x:e.min.x,ch.y=s.normal.y>0?e.max.y:e.min.y,ch.z=s.normal.z>0?e.max.z:e.min.z,s.distanceToPoint(ch)<0)return!1}return!0}containsPoint(e){let t=this.planes;for(let n=0;n<6;n++)if(t[n].distanceToPoint(e)<0)return!1;return!0}clone(){return new this.constructor().copy(this)}},X0=new rt,Nh=class i{constructor(){this.coordinateSystem=sn,this._frustums=[],this._count=0}setFromArrayCamera(e){let t=e.cameras,n=this._frustums;for(let s=0;s<t.length;s++){let r=t[s];X0.multiplyMatrices(r.projectionMatrix,r.matrixWorldInverse),n[s]===void 0&&(n[s]=new sr),n[s].setFromProjectionMatrix(X0,r.coordinateSystem,r.reversedDepth)}return this._count=t.length,this}getFrustum(e){return this._frustums[e]}intersectsObject(e){let t=this._frustums;for(let n=0;n<this._count;n++)if(t[n].intersectsObject(e))return!0;return!1}intersectsSprite(e){let t=this._frustums;for(let n=0;n<this._count;n++)if(t[n].intersectsSprite(e))return!0;return!1}intersectsSphere(e){let t=this._frustums;for(let n=0;n<this._count;n++)if(t[n].intersectsSphere(e))return!0;return!1}intersectsBox(e){let t=this._frustums;for(let n=0;n<this._count;n++)if(t[n].intersectsBox(e))return!0;return!1}containsPoint(e){let t=this._frustums;for(let n=0;n<this._count;n++)if(t[n].containsPoint(e))return!0;return!1}copy(e){this.coordinateSystem=e.coordinateSystem;let t=this._frustums,n=e._frustums;for(let s=0;s<e._count;s++)t[s]===void 0&&(t[s]=new sr),t[s].copy(n[s]);return this._count=e._count,this}clone(){return new i().copy(this)}};var po=class extends rs{constructor(e){super(),this.isLineBasicMaterial=!0,this.type="LineBasicMaterial",this.color=new Ge(16777215),this.map=null,this.linewidth=1,this.linecap="round",this.linejoin="round",this.fog=!0,this.setValues(e)}copy(e){return super.copy(e),this.color.copy(e.color),this.map=e.map,this.linewidth=e.linewidth,this.linecap=e.linecap,this.linejoin=e.linejoin,this.fog=e.fog,this}},Uh=new D,Oh=new D,$0=new rt,ga=new os,hh=new Ti,Jf=new D,Y0=new D,Fh=class extends Mi{constructor(e=new jt,t=new po){super(),this.isLine=!0,this.type="Line",this.geometry=e,this.material=t,this.morphTargetDictionary=void 0,this.morphTargetInfluences=void 0,this.updateMorphTargets()}copy(e,t){return super.copy(e,t),e.morphTargetInfluences!==void 0?this.morphTargetInfluences=e.morphTargetInfluences.slice():this.morphTargetInfluences=void 0,e.morphTargetDictionary!==void 0?this.morphTargetDictionary=Object.assign({},e.morphTargetDictionary):this.morphTargetDictionary=void 0,this.material=Array.isArray(e.material)?e.material.slice():e.material,this.geometry=e.geometry,this}computeLineDistances(){let e=this.geometry;if(e.index===null){let t=e.attributes.position,n=[0];for(let s=1,r=t.count;s<r;s++)Uh.fromBufferAttribute(t,s-1),Oh.fromBufferAttribute(t,s),n[s]=n[s-1],n[s]+=Uh.distanceTo(Oh);e.setAttribute("lineDistance",new qt(n,1))}else Ne("Line.computeLineDistances(): Computation only possible with non-indexed BufferGeometry.");return this}intersectsFrustum(e){return e.intersectsObject(this)}raycast(e,t){let n=this.geometry,s=this.matrixWorld,r=e.params.Line.threshold,o=n.drawRange;if(n.boundingSphere===null&&n.computeBoundingSphere(),hh.copy(n.boundingSphere),hh.applyMatrix4(s),hh.radius+=r,e.ray.intersectsSphere(hh)===!1)return;$0.copy(s).invert(),ga.copy(e.ray).applyMatrix4($0);let a=r/((this.scale.x+this.scale.y+this.scale.z)/3),l=a*a,c=this.isLineSegments?2:1,h=n.index,d=n.attributes.position;if(h!==null){let f=Math.max(0,o.start),p=Math.min(h.count,o.start+o.count);for(let y=f,m=p-1;y<m;y+=c){let g=h.getX(y),S=h.getX(y+1),E=uh(this,e,ga,l,g,S,y);E&&t.push(E)}if(this.isLineLoop){let y=h.getX(p-1),m=h.getX(f),g=uh(this,e,ga,l,y,m,p-1);g&&t.push(g)}}else{let f=Math.max(0,o.start),p=Math.min(d.count,o.start+o.count);for(let y=f,m=p-1;y<m;y+=c){let g=uh(this,e,ga,l,y,y+1,y);g&&t.push(g)}if(this.isLineLoop){let y=uh(this,e,ga,l,p-1,f,p-1);y&&t.push(y)}}}updateMorphTargets(){let t=this.geometry.morphAttributes,n=Object.keys(t);if(n.length>0){let s=t[n[0]];if(s!==void 0){this.morphTargetInfluences=[],this.morphTargetDictionary={};for(let r=0,o=s.length;r<o;r++){let a=s[r].name||String(r);this.morphTargetInfluences.push(0),this.morphTargetDictionary[a]=r}}}}};function uh(i,e,t,n,s,r,o){let a=i.geometry.attributes.position;if(Uh.fromBufferAttribute(a,s),Oh.fromBufferAttribute(a,r),t.distanceSqToSegment(Uh,Oh,Jf,Y0)>n)return;Jf.applyMatrix4(i.matrixWorld);let c=e.ray.origin.distanceTo(Jf);if(!(c<e.near||c>e.far))return{distance:c,point:Y0.clone().applyMatrix4(i.matrixWorld),index:o,face:null,faceIndex:null,barycoord:null,object:i}}var q0=new D,j0=new D,La=class extends Fh{constructor(e,t){super(e,t),this.isLineSegments=!0,this.type="LineSegments"}computeLineDistances(){let e=this.geometry;if(e.index===null){let t=e.attributes.position,n=[];for(let s=0,r=t.count;s<r;s+=2)q0.fromBufferAttribute(t,s),j0.fromBufferAttribute(t,s+1),n[s]=s===0?0:n[s-1],n[s+1]=n[s]+q0.distanceTo(j0);e.setAttribute("lineDistance",new qt(n,1))}else Ne("LineSegments.computeLineDistances(): Computation only possible with non-indexed BufferGeometry.");return this}};var Bh=class extends rs{constructor(e){super(),this.isPointsMaterial=!0,this.type="PointsMaterial",this.color=new Ge(16777215),this.map=null,this.alphaMap=null,this.size=1,this.sizeAttenuation=!0,this.fog=!0,this.setValues(e)}copy(e){return super.copy(e),this.color.copy(e.color),this.map=e.map,this.alphaMap=e.alphaMap,this.size=e.size,this.sizeAttenuation=e.sizeAttenuation,this.fog=e.fog,this}},Z0=new rt,sp=new os,dh=new Ti,fh=new D,Da=class extends Mi{constructor(e=new jt,t=new Bh){super(),this.isPoints=!0,this.type="Points",this.geometry=e,this.material=t,this.morphTargetDictionary=void 0,this.morphTargetInfluences=void 0,this.updateMorphTargets()}copy(e,t){return super.copy(e,t),e.morphTargetInfluences!==void 0?this.morphTargetInfluences=e.morphTargetInfluences.slice():this.morphTargetInfluences=void 0,e.morphTargetDictionary!==void 0?this.morphTargetDictionary=Object.assign({},e.morphTargetDictionary):this.morphTargetDictionary=void 0,this.material=Array.isArray(e.material)?e.material.slice():e.material,this.geometry=e.geometry,this}intersectsFrustum(e){return e.intersectsObject(this)}raycast(e,t){let n=this.geometry,s=this.matrixWorld,r=e.params.Points.threshold,o=n.drawRange;if(n.boundingSphere===null&&n.computeBoundingSphere(),dh.copy(n.boundingSphere),dh.applyMatrix4(s),dh.radius+=r,e.ray.intersectsSphere(dh)===!1)return;Z0.copy(s).invert(),sp.copy(e.ray).applyMatrix4(Z0);let a=r/((this.scale.x+this.scale.y+this.scale.z)/3),l=a*a,c=n.index,u=n.attributes.position;if(c!==null){let d=Math.max(0,o.start),f=Math.min(c.count,o.start+o.count);for(let p=d,y=f;p<y;p++){let m=c.getX(p);fh.fromBufferAttribute(u,m),K0(fh,m,l,s,e,t,this)}}else{let d=Math.max(0,o.start),f=Math.min(u.count,o.start+o.count);for(let p=d,y=f;p<y;p++)fh.fromBufferAttribute(u,p),K0(fh,p,l,s,e,t,this)}}updateMorphTargets(){let t=this.geometry.morphAttributes,n=Object.keys(t);if(n.length>0){let s=t[n[0]];if(s!==void 0){this.morphTargetInfluences=[],this.morphTargetDictionary={};for(let r=0,o=s.length;r<o;r++){let a=s[r].name||String(r);this.morphTargetInfluences.push(0),this.morphTargetDictionary[a]=r}}}}};function K0(i,e,t,n,s,r,o){let a=sp.distanceSqToPoint(i);if(a<t){let l=new D;sp.closestPointToPoint(i,l),l.applyMatrix4(n);let c=s.ray.origin.distanceTo(l);if(c<s.near||c>s.far)return;r.push({distance:c,distanceToRay:Math.sqrt(a),point:l,index:e,face:null,faceIndex:null,barycoord:null,object:o})}}var Na=class extends wi{constructor(e=[],t=ar,n,s,r,o,a,l,c,h){super(e,t,n,s,r,o,a,l,c,h),this.isCubeTexture=!0,this.flipY=!1}get images(){return this.image}set images(e){this.image=e}};var as=class extends wi{constructor(e,t,n=vn,s,r,o,a=Nt,l=Nt,c,h=ss,u=1){if(h!==ss&&h!==cs)throw new Error("THREE.DepthTexture: format must be either THREE.DepthFormat or THREE.DepthStencilFormat");let d={width:e,height:t,depth:u};super(d,s,r,o,a,l,h,n,c),this.isDepthTexture=!0,this.flipY=!1,this.generateMipmaps=!1,this.compareFunction=null}copy(e){return super.copy(e),this.source=new co(Object.assign({},e.image)),this.compareFunction=e.compareFunction,this}toJSON(e){let t=super.toJSON(e);return t.compareFunction=this.compareFunction,t}},Ua=class extends as{constructor(e,t=vn,n=ar,s,r,o=Nt,a=Nt,l,c=ss){let h={width:e,height:e,depth:1},u=[h,h,h,h,h,h];super(e,e,t,n,s,r,o,a,l,c),this.image=u,this.isCubeDepthTexture=!0,this.isCubeTexture=!0}get images(){return this.image}set images(e){this.image=e}},Oa=class extends wi{constructor(e=null){super(),this.sourceTexture=e,this.isExternalTexture=!0}copy(e){return super.copy(e),this.sourceTexture=e.sourceTexture,this}},Ps=class i extends jt{constructor(e=1,t=1,n=1,s=1,r=1,o=1){super(),this.type="BoxGeometry",this.parameters={width:e,height:t,depth:n,widthSegments:s,heightSegments:r,depthSegments:o};let a=this;s=Math.floor(s),r=Math.floor(r),o=Math.floor(o);let l=[],c=[],h=[],u=[],d=0,f=0;p("z","y","x",-1,-1,n,t,e,o,r,0),p("z","y","x",1,-1,n,t,-e,o,r,1),p("x","z","y",1,1,e,n,t,s,o,2),p("x","z","y",1,-1,e,n,-t,s,o,3),p("x","y","z",1,-1,e,t,n,s,r,4),p("x","y","z",-1,-1,e,t,-n,s,r,5),this.setIndex(l),this.setAttribute("position",new qt(c,3)),this.setAttribute("normal",new qt(h,3)),this.setAttribute("uv",new qt(u,2));function p(y,m,g,S,E,b,C,A,x,M,V){let U=b/x,F=C/M,G=b/2,j=C/2,P=A/2,Y=x+1,Q=M+1,W=0,re=0,$=new D;for(let ie=0;ie<Q;ie++){let ne=ie*F-j;for(let Re=0;Re<Y;Re++){let $e=Re*U-G;$[y]=$e*S,$[m]=ne*E,$[g]=P,c.push($.x,$.y,$.z),$[y]=0,$[m]=0,$[g]=A>0?1:-1,h.push($.x,$.y,$.z),u.push(Re/x),u.push(1-ie/M),W+=1}}for(let ie=0;ie<M;ie++)for(let ne=0;ne<x;ne++){let Re=d+ne+Y*ie,$e=d+ne+Y*(ie+1),K=d+(ne+1)+Y*(ie+1),xe=d+(ne+1)+Y*ie;l.push(Re,$e,xe),l.push($e,K,xe),re+=6}a.addGroup(f,re,V),f+=re,d+=W}}copy(e){return super.copy(e),this.parameters=Object.assign({},e.parameters),this}static fromJSON(e){return new i(e.width,e.height,e.depth,e.widthSegments,e.heightSegments,e.depthSegments)}};var Fa=class i extends jt{constructor(e=1,t=1,n=1,s=1){super(),this.type="PlaneGeometry",this.parameters={width:e,height:t,widthSegments:n,heightSegments:s};let r=e/2,o=t/2,a=Math.floor(n),l=Math.floor(s),c=a+1,h=l+1,u=e/a,d=t/l,f=[],p=[],y=[],m=[];for(let g=0;g<h;g++){let S=g*d-o;for(let E=0;E<c;E++){let b=E*u-r;p.push(b,-S,0),y.push(0,0,1),m.push(E/a),m.push(1-g/l)}}for(let g=0;g<l;g++)for(let S=0;S<a;S++){let E=S+c*g,b=S+c*(g+1),C=S+1+c*(g+1),A=S+1+c*g;f.push(E,b,A),f.push(b,C,A)}this.setIndex(f),this.setAttribute("position",new qt(p,3)),this.setAttribute("normal",new qt(y,3)),this.setAttribute("uv",new qt(m,2))}copy(e){return super.copy(e),this.parameters=Object.assign({},e.parameters),this}static fromJSON(e){return new i(e.width,e.height,e.widthSegments,e.heightSegments)}};var Ba=class extends jt{constructor(e=null){if(super(),this.type="WireframeGeometry",this.parameters={geometry:e},e!==null){let t=[],n=new Set,s=new D,r=new D;if(e.index!==null){let o=e.attributes.position,a=e.index,l=e.groups;l.length===0&&(l=[{start:0,count:a.count,materialIndex:0}]);for(let c=0,h=l.length;c<h;++c){let u=l[c],d=u.start,f=u.count;for(let p=d,y=d+f;p<y;p+=3)for(let m=0;m<3;m++){let g=a.getX(p+m),S=a.getX(p+(m+1)%3);s.fromBufferAttribute(o,g),r.fromBufferAttribute(o,S),J0(s,r,n)===!0&&(t.push(s.x,s.y,s.z),t.push(r.x,r.y,r.z))}}}else{let o=e.attributes.position;for(let a=0,l=o.count/3;a<l;a++)for(let c=0;c<3;c++){let h=3*a+c,u=3*a+(c+1)%3;s.fromBufferAttribute(o,h),r.fromBufferAttribute(o,u),J0(s,r,n)===!0&&(t.push(s.x,s.y,s.z),t.push(r.x,r.y,r.z))}}this.setAttribute("position",new qt(t,3))}}copy(e){return super.copy(e),this.parameters=Object.assign({},e.parameters),this}};function J0(i,e,t){let n=`${i.x},${i.y},${i.z}-${e.x},${e.y},${e.z}`,s=`${e.x},${e.y},${e.z}-${i.x},${i.y},${i.z}`;return t.has(n)===!0||t.has(s)===!0?!1:(t.add(n),t.add(s),!0)}function cr(i){let e={};for(let t in i){e[t]={};for(let n in i[t]){let s=i[t][n];if(Q0(s))s.isRenderTargetTexture?(Ne("UniformsUtils: Textures of render targets cannot be cloned via cloneUniforms() or mergeUniforms()."),e[t][n]=null):e[t][n]=s.clone();else if(Array.isArray(s))if(Q0(s[0])){let r=[];for(let o=0,a=s.length;o<a;o++)r[o]=s[o].clone();e[t][n]=r}else e[t][n]=s.slice();else e[t][n]=s}}return e}function hi(i){let e={};for(let t=0;t<i.length;t++){let n=cr(i[t]);for(let s in n)e[s]=n[s]}return e}function Q0(i){return i&&(i.isColor||i.isMatrix3||i.isMatrix4||i.isVector2||i.isVector3||i.isVector4||i.isTexture||i.isQuaternion)}function Gb(i){let e=[];for(let t=0;t<i.length;t++)e.push(i[t].clone());return e}function kp(i){let e=i.getRenderTarget();return e===null?i.outputColorSpace:e.isXRRenderTarget===!0?e.texture.colorSpace:tt.workingColorSpace}var tl={clone:cr,merge:hi},Wb=`void main() {
	gl_Position = projectionMatrix * modelViewMatrix * vec4( position, 1.0 );
}`,Xb=`void main() {
	gl_FragColor = vec4( 1.0, 0.0, 0.0, 1.0 );
}`,rn=class extends rs{constructor(e){super(),this.isShaderMaterial=!0,this.type="ShaderMaterial",this.defines={},this.uniforms={},this.uniformsGroups=[],this.vertexShader=Wb,this.fragmentShader=Xb,this.linewidth=1,this.wireframe=!1,this.wireframeLinewidth=1,this.fog=!1,this.lights=!1,this.clipping=!1,this.forceSinglePass=!0,this.extensions={clipCullDistance:!1,multiDraw:!1},this.defaultAttributeValues={color:[1,1,1],uv:[0,0],uv1:[0,0]},this.index0AttributeName=void 0,this.uniformsNeedUpdate=!1,this.glslVersion=null,e!==void 0&&this.setValues(e)}copy(e){return super.copy(e),this.fragmentShader=e.fragmentShader,this.vertexShader=e.vertexShader,this.uniforms=cr(e.uniforms),this.uniformsGroups=Gb(e.uniformsGroups),this.defines=Object.assign({},e.defines),this.wireframe=e.wireframe,this.wireframeLinewidth=e.wireframeLinewidth,this.fog=e.fog,this.lights=e.lights,this.clipping=e.clipping,this.extensions=Object.assign({},e.extensions),this.glslVersion=e.glslVersion,this.defaultAttributeValues=Object.assign({},e.defaultAttributeValues),this.index0AttributeName=e.index0AttributeName,this.uniformsNeedUpdate=e.uniformsNeedUpdate,this}toJSON(e){let t=super.toJSON(e);t.glslVersion=this.glslVersion,t.uniforms={};for(let s in this.uniforms){let o=this.uniforms[s].value;o&&o.isTexture?t.uniforms[s]={type:"t",value:o.toJSON(e).uuid}:o&&o.isColor?t.uniforms[s]={type:"c",value:o.getHex()}:o&&o.isVector2?t.uniforms[s]={type:"v2",value:o.toArray()}:o&&o.isVector3?t.uniforms[s]={type:"v3",value:o.toArray()}:o&&o.isVector4?t.uniforms[s]={type:"v4",value:o.toArray()}:o&&o.isMatrix3?t.uniforms[s]={type:"m3",value:o.toArray()}:o&&o.isMatrix4?t.uniforms[s]={type:"m4",value:o.toArray()}:t.uniforms[s]={value:o}}Object.keys(this.defines).length>0&&(t.defines=this.defines),t.vertexShader=this.vertexShader,t.fragmentShader=this.fragmentShader,t.lights=this.lights,t.clipping=this.clipping;let n={};for(let s in this.extensions)this.extensions[s]===!0&&(n[s]=!0);return Object.keys(n).length>0&&(t.extensions=n),t}fromJSON(e,t){if(super.fromJSON(e,t),e.uniforms!==void 0)for(let n in e.uniforms){let s=e.uniforms[n];switch(this.uniforms[n]={},s.type){case"t":this.uniforms[n].value=t[s.value]||null;break;case"c":this.uniforms[n].value=new Ge().setHex(s.value);break;case"v2":this.uniforms[n].value=new Be().fromArray(s.value);break;case"v3":this.uniforms[n].value=new D().fromArray(s.value);break;case"v4":this.uniforms[n].value=new gt().fromArray(s.value);break;case"m3":this.uniforms[n].value=new We().fromArray(s.value);break;case"m4":this.uniforms[n].value=new rt().fromArray(s.value);break;default:this.uniforms[n].value=s.value}}if(e.defines!==void 0&&(this.defines=e.defines),e.vertexShader!==void 0&&(this.vertexShader=e.vertexShader),e.fragmentShader!==void 0&&(this.fragmentShader=e.fragmentShader),e.glslVersion!==void 0&&(this.glslVersion=e.glslVersion),e.extensions!==void 0)for(let n in e.extensions)this.extensions[n]=e.extensions[n];return e.lights!==void 0&&(this.lights=e.lights),e.clipping!==void 0&&(this.clipping=e.clipping),this}},mo=class extends rn{constructor(e){super(e),this.isRawShaderMaterial=!0,this.type="RawShaderMaterial"}};var kh=class extends rs{constructor(e){super(),this.isMeshDepthMaterial=!0,this.type="MeshDepthMaterial",this.depthPacking=Py,this.map=null,this.alphaMap=null,this.displacementMap=null,this.displacementScale=1,this.displacementBias=0,this.wireframe=!1,this.wireframeLinewidth=1,this.setValues(e)}copy(e){return super.copy(e),this.depthPacking=e.depthPacking,this.map=e.map,this.alphaMap=e.alphaMap,this.displacementMap=e.displacementMap,this.displacementScale=e.displacementScale,this.displacementBias=e.displacementBias,this.wireframe=e.wireframe,this.wireframeLinewidth=e.wireframeLinewidth,this}},zh=class extends rs{constructor(e){super(),this.isMeshDistanceMaterial=!0,this.type="MeshDistanceMaterial",this.map=null,this.alphaMap=null,this.displacementMap=null,this.displacementScale=1,this.displacementBias=0,this.setValues(e)}copy(e){return super.copy(e),this.map=e.map,this.alphaMap=e.alphaMap,this.displacementMap=e.displacementMap,this.displacementScale=e.displacementScale,this.displacementBias=e.displacementBias,this}};function eo(i,e){return!i||i.constructor===e?i:typeof e.BYTES_PER_ELEMENT=="number"?new e(i):Array.prototype.slice.call(i)}function ph(i){return i!==void 0&&i.inTangents!==void 0&&i.outTangents!==void 0}var Ls=class{constructor(e,t,n,s){this.parameterPositions=e,this._cachedIndex=0,this.resultBuffer=s!==void 0?s:new t.constructor(n),this.sampleValues=t,this.valueSize=n,this.settings=null,this.DefaultSettings_={}}evaluate(e){let t=this.parameterPositions,n=this._cachedIndex,s=t[n],r=t[n-1];i:{e:{let o;t:{n:if(!(e<s)){for(let a=n+2;;){if(s===void 0){if(e<r)break n;return n=t.length,this._cachedIndex=n,this.copySampleValue_(n-1)}if(n===a)break;if(r=s,s=t[++n],e<s)break e}o=t.length;break t}if(!(e>=r)){let a=t[1];e<a&&(n=2,r=a);for(let l=n-2;;){if(r===void 0)return this._cachedIndex=0,this.copySampleValue_(0);if(n===l)break;if(s=r,r=t[--n-1],e>=r)break e}o=n,n=0;break t}break i}for(;n<o;){let a=n+o>>>1;e<t[a]?o=a:n=a+1}if(s=t[n],r=t[n-1],r===void 0)return this._cachedIndex=0,this.copySampleValue_(0);if(s===void 0)return n=t.length,this._cachedIndex=n,this.copySampleValue_(n-1)}this._cachedIndex=n,this.intervalChanged_(n,r,s)}return this.interpolate_(n,r,e,s)}getSettings_(){return this.settings||this.DefaultSettings_}copySampleValue_(e){let t=this.resultBuffer,n=this.sampleValues,s=this.valueSize,r=e*s;for(let o=0;o!==s;++o)t[o]=n[r+o];return t}interpolate_(){throw new Error("THREE.Interpolant: Call to abstract method.")}intervalChanged_(){}},Vh=class extends Ls{constructor(e,t,n,s){super(e,t,n,s),this._weightPrev=-0,this._offsetPrev=-0,this._weightNext=-0,this._offsetNext=-0,this.DefaultSettings_={endingStart:tp,endingEnd:tp}}intervalChanged_(e,t,n){let s=this.parameterPositions,r=e-2,o=e+1,a=s[r],l=s[o];if(a===void 0)switch(this.getSettings_().endingStart){case ip:r=e,a=2*t-n;break;case np:r=s.length-2,a=t+s[r]-s[r+1];break;default:r=e,a=n}if(l===void 0)switch(this.getSettings_().endingEnd){case ip:o=e,l=2*n-t;break;case np:o=1,l=n+s[1]-s[0];break;default:o=e-1,l=t}let c=(n-t)*.5,h=this.valueSize;this._weightPrev=c/(t-a),this._weightNext=c/(l-n),this._offsetPrev=r*h,this._offsetNext=o*h}interpolate_(e,t,n,s){let r=this.resultBuffer,o=this.sampleValues,a=this.valueSize,l=e*a,c=l-a,h=this._offsetPrev,u=this._offsetNext,d=this._weightPrev,f=this._weightNext,p=(n-t)/(s-t),y=p*p,m=y*p,g=-d*m+2*d*y-d*p,S=(1+d)*m+(-1.5-2*d)*y+(-.5+d)*p+1,E=(-1-f)*m+(1.5+f)*y+.5*p,b=f*m-f*y;for(let C=0;C!==a;++C)r[C]=g*o[h+C]+S*o[c+C]+E*o[l+C]+b*o[u+C];return r}},Hh=class extends Ls{constructor(e,t,n,s){super(e,t,n,s)}interpolate_(e,t,n,s){let r=this.resultBuffer,o=this.sampleValues,a=this.valueSize,l=e*a,c=l-a,h=(n-t)/(s-t),u=1-h;for(let d=0;d!==a;++d)r[d]=o[c+d]*u+o[l+d]*h;return r}},Gh=class extends Ls{constructor(e,t,n,s){super(e,t,n,s)}interpolate_(e){return this.copySampleValue_(e-1)}},Wh=class extends Ls{interpolate_(e,t,n,s){let r=this.resultBuffer,o=this.sampleValues,a=this.valueSize,l=e*a,c=l-a,h=this.inTangents,u=this.outTangents;if(!h||!u){let p=(n-t)/(s-t),y=1-p;for(let m=0;m!==a;++m)r[m]=o[c+m]*y+o[l+m]*p;return r}let d=a*2,f=e-1;for(let p=0;p!==a;++p){let y=o[c+p],m=o[l+p],g=f*d+p*2,S=u[g],E=u[g+1],b=e*d+p*2,C=h[b],A=h[b+1],x=Yb(n,t,S,C,s);r[p]=Wy(x,y,E,A,m)}return r}};function Wy(i,e,t,n,s){let r=1-i;return r*r*r*e+3*r*r*i*t+3*r*i*i*n+i*i*i*s}function $b(i,e,t,n,s){let r=1-i;return 3*r*r*(t-e)+6*r*i*(n-t)+3*i*i*(s-n)}function Yb(i,e,t,n,s){let r=(i-e)/(s-e);for(let o=0;o<8;o++){let a=Wy(r,e,t,n,s)-i;if(Math.abs(a)<1e-10)break;let l=$b(r,e,t,n,s);if(Math.abs(l)<1e-10)break;r=Math.max(0,Math.min(1,r-a/l))}return r}var Vi=class{constructor(e,t,n,s){if(e===void 0)throw new Error("THREE.KeyframeTrack: track name is undefined");if(t===void 0||t.length===0)throw new Error("THREE.KeyframeTrack: no keyframes in track named "+e);this.name=e,this.times=eo(t,this.TimeBufferType),this.values=eo(n,this.ValueBufferType),this.setInterpolation(s||this.DefaultInterpolation)}static toJSON(e){let t=e.constructor,n;if(t.toJSON!==this.toJSON)n=t.toJSON(e);else{n={name:e.name,times:eo(e.times,Array),values:eo(e.values,Array)};let s=e.getInterpolation();s!==e.DefaultInterpolation&&(n.interpolation=s),ph(e.settings)&&(n.settings={inTangents:eo(e.settings.inTangents,Array),outTangents:eo(e.settings.outTangents,Array)})}return n.type=e.ValueTypeName,n}InterpolantFactoryMethodDiscrete(e){return new Gh(this.times,this.values,this.getValueSize(),e)}InterpolantFactoryMethodLinear(e){return new Hh(this.times,this.values,this.getValueSize(),e)}InterpolantFactoryMethodSmooth(e){return new Vh(this.times,this.values,this.getValueSize(),e)}InterpolantFactoryMethodBezier(e){let t=new Wh(this.times,this.values,this.getValueSize(),e);return this.settings&&(t.inTangents=this.settings.inTangents,t.outTangents=this.settings.outTangents),t}setInterpolation(e){let t;switch(e){case _a:t=this.InterpolantFactoryMethodDiscrete;break;case Rh:t=this.InterpolantFactoryMethodLinear;break;case xh:t=this.InterpolantFactoryMethodSmooth;break;case ep:t=this.InterpolantFactoryMethodBezier;break}if(t===void 0){let n="unsupported interpolation for "+this.ValueTypeName+" keyframe track named "+this.name;if(this.createInterpolant===void 0)if(e!==this.DefaultInterpolation)this.setInterpolation(this.DefaultInterpolation);else throw new Error(n);return Ne("KeyframeTrack:",n),this}return this.createInterpolant=t,this}getInterpolation(){switch(this.createInterpolant){case this.InterpolantFactoryMethodDiscrete:return _a;case this.InterpolantFactoryMethodLinear:return Rh;case this.InterpolantFactoryMethodSmooth:return xh;case this.InterpolantFactoryMethodBezier:return ep}}getValueSize(){return this.values.length/this.times.length}shift(e){if(e!==0){let t=this.times;for(let n=0,s=t.length;n!==s;++n)t[n]+=e;ph(this.settings)&&(ey(this.settings.inTangents,e),ey(this.settings.outTangents,e))}return this}scale(e){if(e!==1){let t=this.times;for(let n=0,s=t.length;n!==s;++n)t[n]*=e;ph(this.settings)&&(ty(this.settings.inTangents,e),ty(this.settings.outTangents,e))}return this}trim(e,t){let n=this.times,s=n.length,r=0,o=s-1;for(;r!==s&&n[r]<e;)++r;for(;o!==-1&&n[o]>t;)--o;if(++o,r!==0||o!==s){r>=o&&(o=Math.max(o,1),r=o-1);let a=this.getValueSize();this.times=n.slice(r,o),this.values=this.values.slice(r*a,o*a)}return this}validate(){let e=!0,t=this.getValueSize();t-Math.floor(t)!==0&&(ze("KeyframeTrack: Invalid value size in track.",this),e=!1);let n=this.times,s=this.values,r=n.length;r===0&&(ze("KeyframeTrack: Track is empty.",this),e=!1);let o=null;for(let a=0;a!==r;a++){let l=n[a];if(typeof l=="number"&&isNaN(l)){ze("KeyframeTrack: Time is not a valid number.",this,a,l),e=!1;break}if(o!==null&&o>l){ze("KeyframeTrack: Out of order keys.",this,a,l,o),e=!1;break}o=l}if(s!==void 0&&lb(s))for(let a=0,l=s.length;a!==l;++a){let c=s[a];if(isNaN(c)){ze("KeyframeTrack: Value is not a valid number.",this,a,c),e=!1;break}}return e}optimize(){let e=this.times.slice(),t=this.values.slice(),n=this.getValueSize(),s=this.getInterpolation()===xh,r=e.length-1,o=1;for(let a=1;a<r;++a){let l=!1,c=e[a],h=e[a+1];if(c!==h&&(a!==1||c!==e[0]))if(s)l=!0;else{let u=a*n,d=u-n,f=u+n;for(let p=0;p!==n;++p){let y=t[u+p];if(y!==t[d+p]||y!==t[f+p]){l=!0;break}}}if(l){if(a!==o){e[o]=e[a];let u=a*n,d=o*n;for(let f=0;f!==n;++f)t[d+f]=t[u+f]}++o}}if(r>0){e[o]=e[r];for(let a=r*n,l=o*n,c=0;c!==n;++c)t[l+c]=t[a+c];++o}return o!==e.length?(this.times=e.slice(0,o),this.values=t.slice(0,o*n)):(this.times=e,this.values=t),this}clone(){let e=this.times.slice(),t=this.values.slice(),n=this.constructor,s=new n(this.name,e,t);return s.createInterpolant=this.createInterpolant,ph(this.settings)&&(s.settings={inTangents:this.settings.inTangents.slice(),outTangents:this.settings.outTangents.slice()}),s}};function ey(i,e){for(let t=0,n=i.length;t!==n;t+=2)i[t]+=e}function ty(i,e){for(let t=0,n=i.length;t!==n;t+=2)i[t]*=e}Vi.prototype.ValueTypeName="";Vi.prototype.TimeBufferType=Float32Array;Vi.prototype.ValueBufferType=Float32Array;Vi.prototype.DefaultInterpolation=Rh;var Ds=class extends Vi{constructor(e,t,n){super(e,t,n)}};Ds.prototype.ValueTypeName="bool";Ds.prototype.ValueBufferType=Array;Ds.prototype.DefaultInterpolation=_a;Ds.prototype.InterpolantFactoryMethodLinear=void 0;Ds.prototype.InterpolantFactoryMethodSmooth=void 0;var Xh=class extends Vi{constructor(e,t,n,s){super(e,t,n,s)}};Xh.prototype.ValueTypeName="color";var $h=class extends Vi{constructor(e,t,n,s){super(e,t,n,s)}};$h.prototype.ValueTypeName="number";var Yh=class extends Ls{constructor(e,t,n,s){super(e,t,n,s)}interpolate_(e,t,n,s){let r=this.resultBuffer,o=this.sampleValues,a=this.valueSize,l=(n-t)/(s-t),c=e*a;for(let h=c+a;c!==h;c+=4)ki.slerpFlat(r,0,o,c-a,o,c,l);return r}},ka=class extends Vi{constructor(e,t,n,s){super(e,t,n,s)}InterpolantFactoryMethodLinear(e){return new Yh(this.times,this.values,this.getValueSize(),e)}};ka.prototype.ValueTypeName="quaternion";ka.prototype.InterpolantFactoryMethodSmooth=void 0;var Ns=class extends Vi{constructor(e,t,n){super(e,t,n)}};Ns.prototype.ValueTypeName="string";Ns.prototype.ValueBufferType=Array;Ns.prototype.DefaultInterpolation=_a;Ns.prototype.InterpolantFactoryMethodLinear=void 0;Ns.prototype.InterpolantFactoryMethodSmooth=void 0;var qh=class extends Vi{constructor(e,t,n,s){super(e,t,n,s)}};qh.prototype.ValueTypeName="vector";var jh=class{constructor(e,t,n){let s=this,r=!1,o=0,a=0,l,c=[];this.onStart=void 0,this.onLoad=e,this.onProgress=t,this.onError=n,this._abortController=null,this.itemStart=function(h){a++,r===!1&&s.onStart!==void 0&&s.onStart(h,o,a),r=!0},this.itemEnd=function(h){o++,s.onProgress!==void 0&&s.onProgress(h,o,a),o===a&&(r=!1,s.onLoad!==void 0&&s.onLoad())},this.itemError=function(h){s.onError!==void 0&&s.onError(h)},this.resolveURL=function(h){return h=h.normalize("NFC"),l?l(h):h},this.setURLModifier=function(h){return l=h,this},this.addHandler=function(h,u){return c.push(h,u),this},this.removeHandler=function(h){let u=c.indexOf(h);return u!==-1&&c.splice(u,2),this},this.getHandler=function(h){for(let u=0,d=c.length;u<d;u+=2){let f=c[u],p=c[u+1];if(f.global&&(f.lastIndex=0),f.test(h))return p}return null},this.abort=function(){return this.abortController.abort(),this._abortController=null,this}}get abortController(){return this._abortController||(this._abortController=new AbortController),this._abortController}},Xy=new jh,Zh=class{constructor(e){this.manager=e!==void 0?e:Xy,this.crossOrigin="anonymous",this.withCredentials=!1,this.path="",this.resourcePath="",this.requestHeader={},this.priority="auto",this.cache="default",typeof __THREE_DEVTOOLS__<"u"&&__THREE_DEVTOOLS__.dispatchEvent(new CustomEvent("observe",{detail:this}))}load(){}loadAsync(e,t){let n=this;return new Promise(function(s,r){n.load(e,s,t,r)})}parse(){}setCrossOrigin(e){return this.crossOrigin=e,this}setWithCredentials(e){return this.withCredentials=e,this}setPath(e){return this.path=e,this}setResourcePath(e){return this.resourcePath=e,this}setRequestHeader(e){return this.requestHeader=e,this}setPriority(e){return this.priority=e,this}setCache(e){return this.cache=e,this}abort(){return this}};Zh.DEFAULT_MATERIAL_NAME="__DEFAULT";var mh=new D,gh=new ki,An=new D,za=class extends Mi{constructor(){super(),this.isCamera=!0,this.type="Camera",this.matrixWorldInverse=new rt,this.projectionMatrix=new rt,this.projectionMatrixInverse=new rt,this.coordinateSystem=sn,this._reversedDepth=!1}get reversedDepth(){return this._reversedDepth}copy(e,t){return super.copy(e,t),this.matrixWorldInverse.copy(e.matrixWorldInverse),this.projectionMatrix.copy(e.projectionMatrix),this.projectionMatrixInverse.copy(e.projectionMatrixInverse),this.coordinateSystem=e.coordinateSystem,this}getWorldDirection(e){return super.getWorldDirection(e).negate()}updateMatrixWorld(e){super.updateMatrixWorld(e),this.matrixWorld.decompose(mh,gh,An),An.x===1&&An.y===1&&An.z===1?this.matrixWorldInverse.copy(this.matrixWorld).invert():this.matrixWorldInverse.compose(mh,gh,An.set(1,1,1)).invert()}updateWorldMatrix(e,t,n=!1){super.updateWorldMatrix(e,t,n),this.matrixWorld.decompose(mh,gh,An),An.x===1&&An.y===1&&An.z===1?this.matrixWorldInverse.copy(this.matrixWorld).invert():this.matrixWorldInverse.compose(mh,gh,An.set(1,1,1)).invert()}clone(){return new this.constructor().copy(this)}},Cs=new D,iy=new Be,ny=new Be,mi=class extends za{constructor(e=50,t=1,n=.1,s=2e3){super(),this.isPerspectiveCamera=!0,this.type="PerspectiveCamera",this.fov=e,this.zoom=1,this.near=n,this.far=s,this.focus=10,this.aspect=t,this.view=null,this.filmGauge=35,this.filmOffset=0,this.updateProjectionMatrix()}copy(e,t){return super.copy(e,t),this.fov=e.fov,this.zoom=e.zoom,this.near=e.near,this.far=e.far,this.focus=e.focus,this.aspect=e.aspect,this.view=e.view===null?null:Object.assign({},e.view),this.filmGauge=e.filmGauge,this.filmOffset=e.filmOffset,this}setFocalLength(e){let t=.5*this.getFilmHeight()/e;this.fov=lo*2*Math.atan(t),this.updateProjectionMatrix()}getFocalLength(){let e=Math.tan(xa*.5*this.fov);return .5*this.getFilmHeight()/e}getEffectiveFOV(){return lo*2*Math.atan(Math.tan(xa*.5*this.fov)/this.zoom)}getFilmWidth(){return this.filmGauge*Math.min(this.aspect,1)}getFilmHeight(){return this.filmGauge/Math.max(this.aspect,1)}getViewBounds(e,t,n){Cs.set(-1,-1,.5).applyMatrix4(this.projectionMatrixInverse),t.set(Cs.x,Cs.y).multiplyScalar(-e/Cs.z),Cs.set(1,1,.5).applyMatrix4(this.projectionMatrixInverse),n.set(Cs.x,Cs.y).multiplyScalar(-e/Cs.z)}getViewSize(e,t){return this.getViewBounds(e,iy,ny),t.subVectors(ny,iy)}setViewOffset(e,t,n,s,r,o){this.aspect=e/t,this.view===null&&(this.view={enabled:!0,fullWidth:1,fullHeight:1,offsetX:0,offsetY:0,width:1,height:1}),this.view.enabled=!0,this.view.fullWidth=e,this.view.fullHeight=t,this.view.offsetX=n,this.view.offsetY=s,this.view.width=r,this.view.height=o,this.updateProjectionMatrix()}clearViewOffset(){this.view!==null&&(this.view.enabled=!1),this.updateProjectionMatrix()}updateProjectionMatrix(){let e=this.near,t=e*Math.tan(xa*.5*this.fov)/this.zoom,n=2*t,s=this.aspect*n,r=-.5*s,o=this.view;if(this.view!==null&&this.view.enabled){let l=o.fullWidth,c=o.fullHeight;r+=o.offsetX*s/l,t-=o.offsetY*n/c,s*=o.width/l,n*=o.height/c}let a=this.filmOffset;a!==0&&(r+=e*a/this.getFilmWidth()),this.projectionMatrix.makePerspective(r,r+s,t,t-n,e,this.far,this.coordinateSystem,this.reversedDepth),this.projectionMatrixInverse.copy(this.projectionMatrix).invert()}toJSON(e){let t=super.toJSON(e);return t.object.fov=this.fov,t.object.zoom=this.zoom,t.object.near=this.near,t.object.far=this.far,t.object.focus=this.focus,t.object.aspect=this.aspect,this.view!==null&&(t.object.view=Object.assign({},this.view)),t.object.filmGauge=this.filmGauge,t.object.filmOffset=this.filmOffset,t}};var go=class extends za{constructor(e=-1,t=1,n=1,s=-1,r=.1,o=2e3){super(),this.isOrthographicCamera=!0,this.type="OrthographicCamera",this.zoom=1,this.view=null,this.left=e,this.right=t,this.top=n,this.bottom=s,this.near=r,this.far=o,this.updateProjectionMatrix()}copy(e,t){return super.copy(e,t),this.left=e.left,this.right=e.right,this.top=e.top,this.bottom=e.bottom,this.near=e.near,this.far=e.far,this.zoom=e.zoom,this.view=e.view===null?null:Object.assign({},e.view),this}setViewOffset(e,t,n,s,r,o){this.view===null&&(this.view={enabled:!0,fullWidth:1,fullHeight:1,offsetX:0,offsetY:0,width:1,height:1}),this.view.enabled=!0,this.view.fullWidth=e,this.view.fullHeight=t,this.view.offsetX=n,this.view.offsetY=s,this.view.width=r,this.view.height=o,this.updateProjectionMatrix()}clearViewOffset(){this.view!==null&&(this.view.enabled=!1),this.updateProjectionMatrix()}updateProjectionMatrix(){let e=(this.right-this.left)/(2*this.zoom),t=(this.top-this.bottom)/(2*this.zoom),n=(this.right+this.left)/2,s=(this.top+this.bottom)/2,r=n-e,o=n+e,a=s+t,l=s-t;if(this.view!==null&&this.view.enabled){let c=(this.right-this.left)/this.view.fullWidth/this.zoom,h=(this.top-this.bottom)/this.view.fullHeight/this.zoom;r+=c*this.view.offsetX,o=r+c*this.view.width,a-=h*this.view.offsetY,l=a-h*this.view.height}this.projectionMatrix.makeOrthographic(r,o,a,l,this.near,this.far,this.coordinateSystem,this.reversedDepth),this.projectionMatrixInverse.copy(this.projectionMatrix).invert()}toJSON(e){let t=super.toJSON(e);return t.object.zoom=this.zoom,t.object.left=this.left,t.object.right=this.right,t.object.top=this.top,t.object.bottom=this.bottom,t.object.near=this.near,t.object.far=this.far,this.view!==null&&(t.object.view=Object.assign({},this.view)),t}};var Va=class extends jt{constructor(){super(),this.isInstancedBufferGeometry=!0,this.type="InstancedBufferGeometry",this.instanceCount=1/0}copy(e){return super.copy(e),this.instanceCount=e.instanceCount,this}toJSON(){let e=super.toJSON();return e.instanceCount=this.instanceCount,e.isInstancedBufferGeometry=!0,e}};var to=-90,io=1,yo=class extends Mi{constructor(e,t,n){super(),this.type="CubeCamera",this.renderTarget=n,this.coordinateSystem=null,this.activeMipmapLevel=0;let s=new mi(to,io,e,t);s.layers=this.layers,this.add(s);let r=new mi(to,io,e,t);r.layers=this.layers,this.add(r);let o=new mi(to,io,e,t);o.layers=this.layers,this.add(o);let a=new mi(to,io,e,t);a.layers=this.layers,this.add(a);let l=new mi(to,io,e,t);l.layers=this.layers,this.add(l);let c=new mi(to,io,e,t);c.layers=this.layers,this.add(c)}updateCoordinateSystem(){let e=this.coordinateSystem,t=this.children.concat(),[n,s,r,o,a,l]=t;for(let c of t)this.remove(c);if(e===sn)n.up.set(0,1,0),n.lookAt(1,0,0),s.up.set(0,1,0),s.lookAt(-1,0,0),r.up.set(0,0,-1),r.lookAt(0,1,0),o.up.set(0,0,1),o.lookAt(0,-1,0),a.up.set(0,1,0),a.lookAt(0,0,1),l.up.set(0,1,0),l.lookAt(0,0,-1);else if(e===wa)n.up.set(0,-1,0),n.lookAt(-1,0,0),s.up.set(0,-1,0),s.lookAt(1,0,0),r.up.set(0,0,1),r.lookAt(0,1,0),o.up.set(0,0,-1),o.lookAt(0,-1,0),a.up.set(0,-1,0),a.lookAt(0,0,1),l.up.set(0,-1,0),l.lookAt(0,0,-1);else throw new Error("THREE.CubeCamera.updateCoordinateSystem(): Invalid coordinate system: "+e);for(let c of t)this.add(c),c.updateMatrixWorld()}update(e,t){this.parent===null&&this.updateMatrixWorld();let{renderTarget:n,activeMipmapLevel:s}=this;this.coordinateSystem!==e.coordinateSystem&&(this.coordinateSystem=e.coordinateSystem,this.updateCoordinateSystem());let[r,o,a,l,c,h]=this.children,u=e.getRenderTarget(),d=e.getActiveCubeFace(),f=e.getActiveMipmapLevel(),p=e.xr.enabled;e.xr.enabled=!1;let y=n.texture.mipmapsAutoUpdate;n.texture.mipmapsAutoUpdate=!1;let m=!1;e.isWebGLRenderer===!0?m=e.state.buffers.depth.getReversed():m=e.reversedDepthBuffer,e.setRenderTarget(n,0,s),m&&e.autoClear===!1&&e.clearDepth(),e.render(t,r),e.setRenderTarget(n,1,s),m&&e.autoClear===!1&&e.clearDepth(),e.render(t,o),e.setRenderTarget(n,2,s),m&&e.autoClear===!1&&e.clearDepth(),e.render(t,a),e.setRenderTarget(n,3,s),m&&e.autoClear===!1&&e.clearDepth(),e.render(t,l),e.setRenderTarget(n,4,s),m&&e.autoClear===!1&&e.clearDepth(),e.render(t,c),n.texture.mipmapsAutoUpdate=y,e.setRenderTarget(n,5,s),m&&e.autoClear===!1&&e.clearDepth(),e.render(t,h),e.setRenderTarget(u,d,f),e.xr.enabled=p,n.texture.needsPMREMUpdate=!0}},Kh=class extends mi{constructor(e=[]){super(),this.isArrayCamera=!0,this.isMultiViewCamera=!1,this.cameras=e,this.perCameraFrustumCulled=!1}};var zp="\\[\\]\\.:\\/",qb=new RegExp("["+zp+"]","g"),Vp="[^"+zp+"]",jb="[^"+zp.replace("\\.","")+"]",Zb=/((?:WC+[\/:])*)/.source.replace("WC",Vp),Kb=/(WCOD+)?/.source.replace("WCOD",jb),Jb=/(?:\.(WC+)(?:\[(.+)\])?)?/.source.replace("WC",Vp),Qb=/\.(WC+)(?:\[(.+)\])?/.source.replace("WC",Vp),eS=new RegExp("^"+Zb+Kb+Jb+Qb+"$"),tS=["material","materials","bones","map"],rp=class{constructor(e,t,n){let s=n||bt.parseTrackName(t);this._targetGroup=e,this._bindings=e.subscribe_(t,s)}getValue(e,t){this.bind();let n=this._targetGroup.nCachedObjects_,s=this._bindings[n];s!==void 0&&s.getValue(e,t)}setValue(e,t){let n=this._bindings;for(let s=this._targetGroup.nCachedObjects_,r=n.length;s!==r;++s)n[s].setValue(e,t)}bind(){let e=this._bindings;for(let t=this._targetGroup.nCachedObjects_,n=e.length;t!==n;++t)e[t].bind()}unbind(){let e=this._bindings;for(let t=this._targetGroup.nCachedObjects_,n=e.length;t!==n;++t)e[t].unbind()}},bt=class i{constructor(e,t,n){this.path=t,this.parsedPath=n||i.parseTrackName(t),this.node=i.findNode(e,this.parsedPath.nodeName),this.rootNode=e,this.getValue=this._getValue_unbound,this.setValue=this._setValue_unbound}static create(e,t,n){return e&&e.isAnimationObjectGroup?new i.Composite(e,t,n):new i(e,t,n)}static sanitizeNodeName(e){return e.replace(/\s/g,"_").replace(qb,"")}static parseTrackName(e){let t=eS.exec(e);if(t===null)throw new Error("THREE.PropertyBinding: Cannot parse trackName: "+e);let n={nodeName:t[2],objectName:t[3],objectIndex:t[4],propertyName:t[5],propertyIndex:t[6]},s=n.nodeName&&n.nodeName.lastIndexOf(".");if(s!==void 0&&s!==-1){let r=n.nodeName.substring(s+1);tS.indexOf(r)!==-1&&(n.nodeName=n.nodeName.substring(0,s),n.objectName=r)}if(n.propertyName===null||n.propertyName.length===0)throw new Error("THREE.PropertyBinding: can not parse propertyName from trackName: "+e);return n}static findNode(e,t){if(t===void 0||t===""||t==="."||t===-1||t===e.name||t===e.uuid)return e;if(e.skeleton){let n=e.skeleton.getBoneByName(t);if(n!==void 0)return n}if(e.children){let n=function(r){for(let o=0;o<r.length;o++){let a=r[o];if(a.name===t||a.uuid===t)return a;let l=n(a.children);if(l)return l}return null},s=n(e.children);if(s)return s}return null}_getValue_unavailable(){}_setValue_unavailable(){}_getValue_direct(e,t){e[t]=this.targetObject[this.propertyName]}_getValue_array(e,t){let n=this.resolvedProperty;for(let s=0,r=n.length;s!==r;++s)e[t++]=n[s]}_getValue_arrayElement(e,t){e[t]=this.resolvedProperty[this.propertyIndex]}_getValue_toArray(e,t){this.resolvedProperty.toArray(e,t)}_setValue_direct(e,t){this.targetObject[this.propertyName]=e[t]}_setValue_direct_setNeedsUpdate(e,t){this.targetObject[this.propertyName]=e[t],this.targetObject.needsUpdate=!0}_setValue_direct_setMatrixWorldNeedsUpdate(e,t){this.targetObject[this.propertyName]=e[t],this.targetObject.matrixWorldNeedsUpdate=!0}_setValue_array(e,t){let n=this.resolvedProperty;for(let s=0,r=n.length;s!==r;++s)n[s]=e[t++]}_setValue_array_setNeedsUpdate(e,t){let n=this.resolvedProperty;for(let s=0,r=n.length;s!==r;++s)n[s]=e[t++];this.targetObject.needsUpdate=!0}_setValue_array_setMatrixWorldNeedsUpdate(e,t){let n=this.resolvedProperty;for(let s=0,r=n.length;s!==r;++s)n[s]=e[t++];this.targetObject.matrixWorldNeedsUpdate=!0}_setValue_arrayElement(e,t){this.resolvedProperty[this.propertyIndex]=e[t]}_setValue_arrayElement_setNeedsUpdate(e,t){this.resolvedProperty[this.propertyIndex]=e[t],this.targetObject.needsUpdate=!0}_setValue_arrayElement_setMatrixWorldNeedsUpdate(e,t){this.resolvedProperty[this.propertyIndex]=e[t],this.targetObject.matrixWorldNeedsUpdate=!0}_setValue_fromArray(e,t){this.resolvedProperty.fromArray(e,t)}_setValue_fromArray_setNeedsUpdate(e,t){this.resolvedProperty.fromArray(e,t),this.targetObject.needsUpdate=!0}_setValue_fromArray_setMatrixWorldNeedsUpdate(e,t){this.resolvedProperty.fromArray(e,t),this.targetObject.matrixWorldNeedsUpdate=!0}_getValue_unbound(e,t){this.bind(),this.getValue(e,t)}_setValue_unbound(e,t){this.bind(),this.setValue(e,t)}bind(){let e=this.node,t=this.parsedPath,n=t.objectName,s=t.propertyName,r=t.propertyIndex;if(e||(e=i.findNode(this.rootNode,t.nodeName),this.node=e),this.getValue=this._getValue_unavailable,this.setValue=this._setValue_unavailable,!e){Ne("PropertyBinding: No target node found for track: "+this.path+".");return}if(n){let c=t.objectIndex;switch(n){case"materials":if(!e.material){ze("PropertyBinding: Can not bind to material as node does not have a material.",this);return}if(!e.material.materials){ze("PropertyBinding: Can not bind to material.materials as node.material does not have a materials array.",this);return}e=e.material.materials;break;case"bones":if(!e.skeleton){ze("PropertyBinding: Can not bind to bones as node does not have a skeleton.",this);return}e=e.skeleton.bones;for(let h=0;h<e.length;h++)if(e[h].name===c){c=h;break}break;case"map":if("map"in e){e=e.map;break}if(!e.material){ze("PropertyBinding: Can not bind to material as node does not have a material.",this);return}if(!e.material.map){ze("PropertyBinding: Can not bind to material.map as node.material does not have a map.",this);return}e=e.material.map;break;default:if(e[n]===void 0){ze("PropertyBinding: Can not bind to objectName of node undefined.",this);return}e=e[n]}if(c!==void 0){if(e[c]===void 0){ze("PropertyBinding: Trying to bind to objectIndex of objectName, but is undefined.",this,e);return}e=e[c]}}let o=e[s];if(o===void 0){let c=t.nodeName;ze("PropertyBinding: Trying to update property for track: "+c+"."+s+" but it wasn't found.",e);return}let a=this.Versioning.None;this.targetObject=e,e.isMaterial===!0?a=this.Versioning.NeedsUpdate:e.isObject3D===!0&&(a=this.Versioning.MatrixWorldNeedsUpdate);let l=this.BindingType.Direct;if(r!==void 0){if(s==="morphTargetInfluences"){if(!e.geometry){ze("PropertyBinding: Can not bind to morphTargetInfluences because node does not have a geometry.",this);return}if(!e.geometry.morphAttributes){ze("PropertyBinding: Can not bind to morphTargetInfluences because node does not have a geometry.morphAttributes.",this);return}e.morphTargetDictionary[r]!==void 0&&(r=e.morphTargetDictionary[r])}l=this.BindingType.ArrayElement,this.resolvedProperty=o,this.propertyIndex=r}else o.fromArray!==void 0&&o.toArray!==void 0?(l=this.BindingType.HasFromToArray,this.resolvedProperty=o):Array.isArray(o)?(l=this.BindingType.EntireArray,this.resolvedProperty=o):this.propertyName=s;this.getValue=this.GetterByBindingType[l],this.setValue=this.SetterByBindingTypeAndVersioning[l][a]}unbind(){this.node=null,this.getValue=this._getValue_unbound,this.setValue=this._setValue_unbound}};bt.Composite=rp;bt.prototype.BindingType={Direct:0,EntireArray:1,ArrayElement:2,HasFromToArray:3};bt.prototype.Versioning={None:0,NeedsUpdate:1,MatrixWorldNeedsUpdate:2};bt.prototype.GetterByBindingType=[bt.prototype._getValue_direct,bt.prototype._getValue_array,bt.prototype._getValue_arrayElement,bt.prototype._getValue_toArray];bt.prototype.SetterByBindingTypeAndVersioning=[[bt.prototype._setValue_direct,bt.prototype._setValue_direct_setNeedsUpdate,bt.prototype._setValue_direct_setMatrixWorldNeedsUpdate],[bt.prototype._setValue_array,bt.prototype._setValue_array_setNeedsUpdate,bt.prototype._setValue_array_setMatrixWorldNeedsUpdate],[bt.prototype._setValue_arrayElement,bt.prototype._setValue_arrayElement_setNeedsUpdate,bt.prototype._setValue_arrayElement_setMatrixWorldNeedsUpdate],[bt.prototype._setValue_fromArray,bt.prototype._setValue_fromArray_setNeedsUpdate,bt.prototype._setValue_fromArray_setMatrixWorldNeedsUpdate]];var C3=new Float32Array(1);var Rn=class extends Dh{constructor(e,t,n=1){super(e,t),this.isInstancedInterleavedBuffer=!0,this.meshPerAttribute=n}copy(e){return super.copy(e),this.meshPerAttribute=e.meshPerAttribute,this}clone(e){let t=super.clone(e);return t.meshPerAttribute=this.meshPerAttribute,t}toJSON(e){let t=super.toJSON(e);return t.isInstancedInterleavedBuffer=!0,t.meshPerAttribute=this.meshPerAttribute,t}};var sy=new rt,Ha=class{constructor(e,t,n=0,s=1/0){this.ray=new os(e,t),this.near=n,this.far=s,this.camera=null,this.layers=new ho,this.params={Mesh:{},Line:{threshold:1},LOD:{},Points:{threshold:1},Sprite:{}}}set(e,t){this.ray.set(e,t)}setFromCamera(e,t){t.isPerspectiveCamera?(this.ray.origin.setFromMatrixPosition(t.matrixWorld),this.ray.direction.set(e.x,e.y,.5).unproject(t).sub(this.ray.origin).normalize(),this.camera=t):t.isOrthographicCamera?(this.ray.origin.set(e.x,e.y,t.projectionMatrix.elements[14]).unproject(t),this.ray.direction.set(0,0,-1).transformDirection(t.matrixWorld),this.camera=t):ze("Raycaster: Unsupported camera type: "+t.type)}setFromXRController(e){return sy.identity().extractRotation(e.matrixWorld),this.ray.origin.setFromMatrixPosition(e.matrixWorld),this.ray.direction.set(0,0,-1).applyMatrix4(sy),this}intersectObject(e,t=!0,n=[]){return op(e,this,n,t),n.sort(ry),n}intersectObjects(e,t=!0,n=[]){for(let s=0,r=e.length;s<r;s++)op(e[s],this,n,t);return n.sort(ry),n}};function ry(i,e){return i.distance-e.distance}function op(i,e,t,n){let s=!0;if(i.layers.test(e.layers)&&i.raycast(e,t)===!1&&(s=!1),s===!0&&n===!0){let r=i.children;for(let o=0,a=r.length;o<a;o++)op(r[o],e,t,!0)}}var xo=class{constructor(e=1,t=0,n=0){this.radius=e,this.phi=t,this.theta=n}set(e,t,n){return this.radius=e,this.phi=t,this.theta=n,this}copy(e){return this.radius=e.radius,this.phi=e.phi,this.theta=e.theta,this}makeSafe(){return this.phi=qe(this.phi,1e-6,Math.PI-1e-6),this}setFromVector3(e){return this.setFromCartesianCoords(e.x,e.y,e.z)}setFromCartesianCoords(e,t,n){return this.radius=Math.sqrt(e*e+t*t+n*n),this.radius===0?(this.theta=0,this.phi=0):(this.theta=Math.atan2(e,n),this.phi=Math.acos(qe(t/this.radius,-1,1))),this}clone(){return new this.constructor().copy(this)}};var ap=class{static{this.prototype.isMatrix2=!0}constructor(e,t,n,s){this.elements=[1,0,0,1],e!==void 0&&this.set(e,t,n,s)}identity(){return this.set(1,0,0,1),this}fromArray(e,t=0){for(let n=0;n<4;n++)this.elements[n]=e[n+t];return this}set(e,t,n,s){let r=this.elements;return r[0]=e,r[2]=t,r[1]=n,r[3]=s,this}};var oy=new D,yh=new D,no=new D,so=new D,Qf=new D,iS=new D,nS=new D,Ga=class{constructor(e=new D,t=new D){this.start=e,this.end=t}set(e,t){return this.start.copy(e),this.end.copy(t),this}copy(e){return this.start.copy(e.start),this.end.copy(e.end),this}getCenter(e){return e.addVectors(this.start,this.end).multiplyScalar(.5)}delta(e){return e.subVectors(this.end,this.start)}distanceSq(){return this.start.distanceToSquared(this.end)}distance(){return this.start.distanceTo(this.end)}at(e,t){return this.delta(t).multiplyScalar(e).add(this.start)}closestPointToPointParameter(e,t){oy.subVectors(e,this.start),yh.subVectors(this.end,this.start);let n=yh.dot(yh);if(n===0)return 0;let r=yh.dot(oy)/n;return t&&(r=qe(r,0,1)),r}closestPointToPoint(e,t,n){let s=this.closestPointToPointParameter(e,t);return this.delta(n).multiplyScalar(s).add(this.start)}distanceSqToLine3(e,t=iS,n=nS){let s=10000000000000001e-32,r,o,a=this.start,l=e.start,c=this.end,h=e.end;no.subVectors(c,a),so.subVectors(h,l),Qf.subVectors(a,l);let u=no.dot(no),d=so.dot(so),f=so.dot(Qf);if(u<=s&&d<=s)return t.copy(a),n.copy(l),t.distanceToSquared(n);if(u<=s)r=0,o=f/d,o=qe(o,0,1);else{let p=no.dot(Qf);if(d<=s)o=0,r=qe(-p/u,0,1);else{let y=no.dot(so),m=u*d-y*y;m!==0?r=qe((y*f-p*d)/m,0,1):r=0,o=(y*r+f)/d,o<0?(o=0,r=qe(-p/u,0,1)):o>1&&(o=1,r=qe((y-p)/u,0,1))}}return t.copy(a).addScaledVector(no,r),n.copy(l).addScaledVector(so,o),t.distanceToSquared(n)}applyMatrix4(e){return this.start.applyMatrix4(e),this.end.applyMatrix4(e),this}equals(e){return e.start.equals(this.start)&&e.end.equals(this.end)}clone(){return new this.constructor().copy(this)}};var Wa=class extends xn{constructor(e,t=null){super(),this.object=e,this.domElement=t,this.enabled=!0,this.state=-1,this.keys={},this.mouseButtons={LEFT:null,MIDDLE:null,RIGHT:null},this.touches={ONE:null,TWO:null}}connect(e){this.domElement!==null&&this.disconnect(),this.domElement=e}disconnect(){}dispose(){}update(){}};function Hp(i,e,t,n){let s=sS(n);switch(t){case Ap:return i*e;case nu:return i*e/s.components*s.byteLength;case su:return i*e/s.components*s.byteLength;case Os:return i*e*2/s.components*s.byteLength;case ru:return i*e*2/s.components*s.byteLength;case Cp:return i*e*3/s.components*s.byteLength;case Wi:return i*e*4/s.components*s.byteLength;case ou:return i*e*4/s.components*s.byteLength;case Ya:case qa:return Math.floor((i+3)/4)*Math.floor((e+3)/4)*8;case ja:case Za:return Math.floor((i+3)/4)*Math.floor((e+3)/4)*16;case lu:case hu:return Math.max(i,16)*Math.max(e,8)/4;case au:case cu:return Math.max(i,8)*Math.max(e,8)/2;case uu:case du:case pu:case mu:return Math.floor((i+3)/4)*Math.floor((e+3)/4)*8;case fu:case Ka:case gu:return Math.floor((i+3)/4)*Math.floor((e+3)/4)*16;case yu:return Math.floor((i+3)/4)*Math.floor((e+3)/4)*16;case xu:return Math.floor((i+4)/5)*Math.floor((e+3)/4)*16;case vu:return Math.floor((i+4)/5)*Math.floor((e+4)/5)*16;case _u:return Math.floor((i+5)/6)*Math.floor((e+4)/5)*16;case bu:return Math.floor((i+5)/6)*Math.floor((e+5)/6)*16;case Su:return Math.floor((i+7)/8)*Math.floor((e+4)/5)*16;case wu:return Math.floor((i+7)/8)*Math.floor((e+5)/6)*16;case Mu:return Math.floor((i+7)/8)*Math.floor((e+7)/8)*16;case Tu:return Math.floor((i+9)/10)*Math.floor((e+4)/5)*16;case Eu:return Math.floor((i+9)/10)*Math.floor((e+5)/6)*16;case Au:return Math.floor((i+9)/10)*Math.floor((e+7)/8)*16;case Cu:return Math.floor((i+9)/10)*Math.floor((e+9)/10)*16;case Ru:return Math.floor((i+11)/12)*Math.floor((e+9)/10)*16;case Iu:return Math.floor((i+11)/12)*Math.floor((e+11)/12)*16;case Pu:case Lu:case Du:return Math.ceil(i/4)*Math.ceil(e/4)*16;case Nu:case Uu:return Math.ceil(i/4)*Math.ceil(e/4)*8;case Ja:case Ou:return Math.ceil(i/4)*Math.ceil(e/4)*16}throw new Error(`Unable to determine texture byte length for ${t} format.`)}function sS(i){switch(i){case Gi:case wp:return{byteLength:1,components:1};case So:case Mp:case _n:return{byteLength:2,components:1};case tu:case iu:return{byteLength:2,components:4};case vn:case wo:case an:return{byteLength:4,components:1};case Tp:case Ep:return{byteLength:4,components:3}}throw new Error(`THREE.TextureUtils: Unknown texture type ${i}.`)}typeof __THREE_DEVTOOLS__<"u"&&__THREE_DEVTOOLS__.dispatchEvent(new CustomEvent("register",{detail:{revision:"187"}}));typeof window<"u"&&(window.__THREE__?Ne("WARNING: Multiple instances of Three.js being imported."):window.__THREE__="187");/**
 * @license
 * Copyright 2010-2026 Three.js Authors
 * SPDX-License-Identifier: MIT
 */function fx(){let i=null,e=!1,t=null,n=null;function s(r,o){n=i.requestAnimationFrame(s),t(r,o)}return{start:function(){e!==!0&&t!==null&&i!==null&&(n=i.requestAnimationFrame(s),e=!0)},stop:function(){i!==null&&i.cancelAnimationFrame(n),e=!1},setAnimationLoop:function(r){t=r},setContext:function(r){i=r}}}function oS(i){let e=new WeakMap;function t(a,l){let c=a.array,h=a.usage,u=c.byteLength,d=i.createBuffer();i.bindBuffer(l,d),i.bufferData(l,c,h),a.onUploadCallback();let f;if(c instanceof Float32Array)f=i.FLOAT;else if(typeof Float16Array<"u"&&c instanceof Float16Array)f=i.HALF_FLOAT;else if(c instanceof Uint16Array)a.isFloat16BufferAttribute?f=i.HALF_FLOAT:f=i.UNSIGNED_SHORT;else if(c instanceof Int16Array)f=i.SHORT;else if(c instanceof Uint32Array)f=i.UNSIGNED_INT;else if(c instanceof Int32Array)f=i.INT;else if(c instanceof Int8Array)f=i.BYTE;else if(c instanceof Uint8Array)f=i.UNSIGNED_BYTE;else if(c instanceof Uint8ClampedArray)f=i.UNSIGNED_BYTE;else throw new Error("THREE.WebGLAttributes: Unsupported buffer data format: "+c);return{buffer:d,type:f,bytesPerElement:c.BYTES_PER_ELEMENT,version:a.version,size:u}}function n(a,l,c){let h=l.array,u=l.updateRanges;if(i.bindBuffer(c,a),u.length===0)i.bufferSubData(c,0,h);else{u.sort((f,p)=>f.start-p.start);let d=0;for(let f=1;f<u.length;f++){let p=u[d],y=u[f];y.start<=p.start+p.count+1?p.count=Math.max(p.count,y.start+y.count-p.start):(++d,u[d]=y)}u.length=d+1;for(let f=0,p=u.length;f<p;f++){let y=u[f];i.bufferSubData(c,y.start*h.BYTES_PER_ELEMENT,h,y.start,y.count)}l.clearUpdateRanges()}l.onUploadCallback()}function s(a){return a.isInterleavedBufferAttribute&&(a=a.data),e.get(a)}function r(a){a.isInterleavedBufferAttribute&&(a=a.data);let l=e.get(a);l&&(i.deleteBuffer(l.buffer),e.delete(a))}function o(a,l){if(a.isInterleavedBufferAttribute&&(a=a.data),a.isGLBufferAttribute){let h=e.get(a);(!h||h.version<a.version)&&e.set(a,{buffer:a.buffer,type:a.type,bytesPerElement:a.elementSize,version:a.version});return}let c=e.get(a);if(c===void 0)e.set(a,t(a,l));else if(c.version<a.version){if(c.size!==a.array.byteLength)throw new Error("THREE.WebGLAttributes: The size of the buffer attribute's array buffer does not match the original size. Resizing buffer attributes is not supported.");n(c.buffer,a,l),c.version=a.version}}return{get:s,remove:r,update:o}}var aS=`#ifdef USE_ALPHAHASH
	if ( diffuseColor.a < getAlphaHashThreshold( vPosition ) ) discard;
#endif`,lS=`#ifdef USE_ALPHAHASH
	const float ALPHA_HASH_SCALE = 0.05;
	float hash2D( vec2 value ) {
		return fract( 1.0e4 * sin( 17.0 * value.x + 0.1 * value.y ) * ( 0.1 + abs( sin( 13.0 * value.y + value.x ) ) ) );
	}
	float hash3D( vec3 value ) {
		return hash2D( vec2( hash2D( value.xy ), value.z ) );
	}
	float getAlphaHashThreshold( vec3 position ) {
		float maxDeriv = max(
			length( dFdx( position.xyz ) ),
			length( dFdy( position.xyz ) )
		);
		float pixScale = 1.0 / ( ALPHA_HASH_SCALE * maxDeriv );
		vec2 pixScales = vec2(
			exp2( floor( log2( pixScale ) ) ),
			exp2( ceil( log2( pixScale ) ) )
		);
		vec2 alpha = vec2(
			hash3D( floor( pixScales.x * position.xyz ) ),
			hash3D( floor( pixScales.y * position.xyz ) )
		);
		float lerpFactor = fract( log2( pixScale ) );
		float x = ( 1.0 - lerpFactor ) * alpha.x + lerpFactor * alpha.y;
		float a = min( lerpFactor, 1.0 - lerpFactor );
		vec3 cases = vec3(
			x * x / ( 2.0 * a * ( 1.0 - a ) ),
			( x - 0.5 * a ) / ( 1.0 - a ),
			1.0 - ( ( 1.0 - x ) * ( 1.0 - x ) / ( 2.0 * a * ( 1.0 - a ) ) )
		);
		float threshold = ( x < ( 1.0 - a ) )
			? ( ( x < a ) ? cases.x : cases.y )
			: cases.z;
		return clamp( threshold , 1.0e-6, 1.0 );
	}
#endif`,cS=`#ifdef USE_ALPHAMAP
	diffuseColor.a *= texture2D( alphaMap, vAlphaMapUv ).g;
#endif`,hS=`#ifdef USE_ALPHAMAP
	uniform sampler2D alphaMap;
#endif`,uS=`#ifdef USE_ALPHATEST
	#ifdef ALPHA_TO_COVERAGE
	diffuseColor.a = smoothstep( alphaTest, alphaTest + fwidth( diffuseColor.a ), diffuseColor.a );
	if ( diffuseColor.a == 0.0 ) discard;
	#else
	if ( diffuseColor.a < alphaTest ) discard;
	#endif
#endif`,dS=`#ifdef USE_ALPHATEST
	uniform float alphaTest;
#endif`,fS=`#ifdef USE_AOMAP
	float ambientOcclusion = ( texture2D( aoMap, vAoMapUv ).r - 1.0 ) * aoMapIntensity + 1.0;
	reflectedLight.indirectDiffuse *= ambientOcclusion;
	#if defined( USE_CLEARCOAT ) 
		clearcoatSpecularIndirect *= ambientOcclusion;
	#endif
	#if defined( USE_SHEEN ) 
		sheenSpecularIndirect *= ambientOcclusion;
	#endif
	#if defined( USE_ENVMAP ) && defined( STANDARD )
		float dotNV = saturate( dot( geometryNormal, geometryViewDir ) );
		reflectedLight.indirectSpecular *= computeSpecularOcclusion( dotNV, ambientOcclusion, material.roughness );
	#endif
#endif`,pS=`#ifdef USE_AOMAP
	uniform sampler2D aoMap;
	uniform float aoMapIntensity;
#endif`,mS=`#ifdef USE_BATCHING
	#if ! defined( GL_ANGLE_multi_draw )
	#define gl_DrawID _gl_DrawID
	uniform int _gl_DrawID;
	#endif
	uniform highp sampler2D batchingTexture;
	uniform highp usampler2D batchingIdTexture;
	mat4 getBatchingMatrix( const in float i ) {
		int size = textureSize( batchingTexture, 0 ).x;
		int j = int( i ) * 4;
		int x = j % size;
		int y = j / size;
		vec4 v1 = texelFetch( batchingTexture, ivec2( x, y ), 0 );
		vec4 v2 = texelFetch( batchingTexture, ivec2( x + 1, y ), 0 );
		vec4 v3 = texelFetch( batchingTexture, ivec2( x + 2, y ), 0 );
		vec4 v4 = texelFetch( batchingTexture, ivec2( x + 3, y ), 0 );
		return mat4( v1, v2, v3, v4 );
	}
	float getIndirectIndex( const in int i ) {
		int size = textureSize( batchingIdTexture, 0 ).x;
		int x = i % size;
		int y = i / size;
		return float( texelFetch( batchingIdTexture, ivec2( x, y ), 0 ).r );
	}
#endif
#ifdef USE_BATCHING_COLOR
	uniform sampler2D batchingColorTexture;
	vec4 getBatchingColor( const in float i ) {
		int size = textureSize( batchingColorTexture, 0 ).x;
		int j = int( i );
		int x = j % size;
		int y = j / size;
		return texelFetch( batchingColorTexture, ivec2( x, y ), 0 );
	}
#endif`,gS=`#ifdef USE_BATCHING
	mat4 batchingMatrix = getBatchingMatrix( getIndirectIndex( gl_DrawID ) );
#endif`,yS=`vec3 transformed = vec3( position );
#ifdef USE_ALPHAHASH
	vPosition = vec3( position );
#endif`,xS=`vec3 objectNormal = vec3( normal );
#ifdef USE_TANGENT
	vec3 objectTangent = vec3( tangent.xyz );
#endif`,vS=`float G_BlinnPhong_Implicit( ) {
	return 0.25;
}
float D_BlinnPhong( const in float shininess, const in float dotNH ) {
	return RECIPROCAL_PI * ( shininess * 0.5 + 1.0 ) * pow( dotNH, shininess );
}
vec3 BRDF_BlinnPhong( const in vec3 lightDir, const in vec3 viewDir, const in vec3 normal, const in vec3 specularColor, const in float shininess ) {
	vec3 halfDir = normalize( lightDir + viewDir );
	float dotNH = saturate( dot( normal, halfDir ) );
	float dotVH = saturate( dot( viewDir, halfDir ) );
	vec3 F = F_Schlick( specularColor, 1.0, dotVH );
	float G = G_BlinnPhong_Implicit( );
	float D = D_BlinnPhong( shininess, dotNH );
	return F * ( G * D );
} // validated`,_S=`#ifdef USE_IRIDESCENCE
	const mat3 XYZ_TO_REC709 = mat3(
		 3.2404542, -0.9692660,  0.0556434,
		-1.5371385,  1.8760108, -0.2040259,
		-0.4985314,  0.0415560,  1.0572252
	);
	vec3 Fresnel0ToIor( vec3 fresnel0 ) {
		vec3 sqrtF0 = sqrt( fresnel0 );
		return ( vec3( 1.0 ) + sqrtF0 ) / ( vec3( 1.0 ) - sqrtF0 );
	}
	vec3 IorToFresnel0( vec3 transmittedIor, float incidentIor ) {
		return pow2( ( transmittedIor - vec3( incidentIor ) ) / ( transmittedIor + vec3( incidentIor ) ) );
	}
	float IorToFresnel0( float transmittedIor, float incidentIor ) {
		return pow2( ( transmittedIor - incidentIor ) / ( transmittedIor + incidentIor ));
	}
	vec3 evalSensitivity( float OPD, vec3 shift ) {
		float phase = 2.0 * PI * OPD * 1.0e-9;
		vec3 val = vec3( 5.4856e-13, 4.4201e-13, 5.2481e-13 );
		vec3 pos = vec3( 1.6810e+06, 1.7953e+06, 2.2084e+06 );
		vec3 var = vec3( 4.3278e+09, 9.3046e+09, 6.6121e+09 );
		vec3 xyz = val * sqrt( 2.0 * PI * var ) * cos( pos * phase + shift ) * exp( - pow2( phase ) * var );
		xyz.x += 9.7470e-14 * sqrt( 2.0 * PI * 4.5282e+09 ) * cos( 2.2399e+06 * phase + shift[ 0 ] ) * exp( - 4.5282e+09 * pow2( phase ) );
		xyz /= 1.0685e-7;
		vec3 rgb = XYZ_TO_REC709 * xyz;
		return rgb;
	}
	vec3 evalIridescence( float outsideIOR, float eta2, float cosTheta1, float thinFilmThickness, vec3 baseF0 ) {
		vec3 I;
		float iridescenceIOR = mix( outsideIOR, eta2, smoothstep( 0.0, 0.03, thinFilmThickness ) );
		float sinTheta2Sq = pow2( outsideIOR / iridescenceIOR ) * ( 1.0 - pow2( cosTheta1 ) );
		float cosTheta2Sq = 1.0 - sinTheta2Sq;
		if ( cosTheta2Sq < 0.0 ) {
			return vec3( 1.0 );
		}
		float cosTheta2 = sqrt( cosTheta2Sq );
		float R0 = IorToFresnel0( iridescenceIOR, outsideIOR );
		float R12 = F_Schlick( R0, 1.0, cosTheta1 );
		float T121 = 1.0 - R12;
		float phi12 = 0.0;
		if ( iridescenceIOR < outsideIOR ) phi12 = PI;
		float phi21 = PI - phi12;
		vec3 baseIOR = Fresnel0ToIor( clamp( baseF0, 0.0, 0.9999 ) );		vec3 R1 = IorToFresnel0( baseIOR, iridescenceIOR );
		vec3 R23 = F_Schlick( R1, 1.0, cosTheta2 );
		vec3 phi23 = vec3( 0.0 );
		if ( baseIOR[ 0 ] < iridescenceIOR ) phi23[ 0 ] = PI;
		if ( baseIOR[ 1 ] < iridescenceIOR ) phi23[ 1 ] = PI;
		if ( baseIOR[ 2 ] < iridescenceIOR ) phi23[ 2 ] = PI;
		float OPD = 2.0 * iridescenceIOR * thinFilmThickness * cosTheta2;
		vec3 phi = vec3( phi21 ) + phi23;
		vec3 R123 = clamp( R12 * R23, 1e-5, 0.9999 );
		vec3 r123 = sqrt( R123 );
		vec3 Rs = pow2( T121 ) * R23 / ( vec3( 1.0 ) - R123 );
		vec3 C0 = R12 + Rs;
		I = C0;
		vec3 Cm = Rs - T121;
		for ( int m = 1; m <= 2; ++ m ) {
			Cm *= r123;
			vec3 Sm = 2.0 * evalSensitivity( float( m ) * OPD, float( m ) * phi );
			I += Cm * Sm;
		}
		return max( I, vec3( 0.0 ) );
	}
#endif`,bS=`#ifdef USE_BUMPMAP
	uniform sampler2D bumpMap;
	uniform float bumpScale;
	vec2 dHdxy_fwd() {
		vec2 dSTdx = dFdx( vBumpMapUv );
		vec2 dSTdy = dFdy( vBumpMapUv );
		float Hll = bumpScale * texture2D( bumpMap, vBumpMapUv ).x;
		float dBx = bumpScale * texture2D( bumpMap, vBumpMapUv + dSTdx ).x - Hll;
		float dBy = bumpScale * texture2D( bumpMap, vBumpMapUv + dSTdy ).x - Hll;
		return vec2( dBx, dBy );
	}
	vec3 perturbNormalArb( vec3 surf_pos, vec3 surf_norm, vec2 dHdxy, float faceDirection ) {
		vec3 vSigmaX = normalize( dFdx( surf_pos.xyz ) );
		vec3 vSigmaY = normalize( dFdy( surf_pos.xyz ) );
		vec3 vN = surf_norm;
		vec3 R1 = cross( vSigmaY, vN );
		vec3 R2 = cross( vN, vSigmaX );
		float fDet = dot( vSigmaX, R1 ) * faceDirection;
		vec3 vGrad = sign( fDet ) * ( dHdxy.x * R1 + dHdxy.y * R2 );
		return normalize( abs( fDet ) * surf_norm - vGrad );
	}
#endif`,SS=`#if NUM_CLIPPING_PLANES > 0
	vec4 plane;
	#ifdef ALPHA_TO_COVERAGE
		float distanceToPlane, distanceGradient;
		float clipOpacity = 1.0;
		#pragma unroll_loop_start
		for ( int i = 0; i < UNION_CLIPPING_PLANES; i ++ ) {
			plane = clippingPlanes[ i ];
			distanceToPlane = - dot( vClipPosition, plane.xyz ) + plane.w;
			distanceGradient = fwidth( distanceToPlane ) / 2.0;
			clipOpacity *= smoothstep( - distanceGradient, distanceGradient, distanceToPlane );
			if ( clipOpacity == 0.0 ) discard;
		}
		#pragma unroll_loop_end
		#if UNION_CLIPPING_PLANES < NUM_CLIPPING_PLANES
			float unionClipOpacity = 1.0;
			#pragma unroll_loop_start
			for ( int i = UNION_CLIPPING_PLANES; i < NUM_CLIPPING_PLANES; i ++ ) {
				plane = clippingPlanes[ i ];
				distanceToPlane = - dot( vClipPosition, plane.xyz ) + plane.w;
				distanceGradient = fwidth( distanceToPlane ) / 2.0;
				unionClipOpacity *= 1.0 - smoothstep( - distanceGradient, distanceGradient, distanceToPlane );
			}
			#pragma unroll_loop_end
			clipOpacity *= 1.0 - unionClipOpacity;
		#endif
		diffuseColor.a *= clipOpacity;
		if ( diffuseColor.a == 0.0 ) discard;
	#else
		#pragma unroll_loop_start
		for ( int i = 0; i < UNION_CLIPPING_PLANES; i ++ ) {
			plane = clippingPlanes[ i ];
			if ( dot( vClipPosition, plane.xyz ) > plane.w ) discard;
		}
		#pragma unroll_loop_end
		#if UNION_CLIPPING_PLANES < NUM_CLIPPING_PLANES
			bool clipped = true;
			#pragma unroll_loop_start
			for ( int i = UNION_CLIPPING_PLANES; i < NUM_CLIPPING_PLANES; i ++ ) {
				plane = clippingPlanes[ i ];
				clipped = ( dot( vClipPosition, plane.xyz ) > plane.w ) && clipped;
			}
			#pragma unroll_loop_end
			if ( clipped ) discard;
		#endif
	#endif
#endif`,wS=`#if NUM_CLIPPING_PLANES > 0
	varying vec3 vClipPosition;
	uniform vec4 clippingPlanes[ NUM_CLIPPING_PLANES ];
#endif`,MS=`#if NUM_CLIPPING_PLANES > 0
	varying vec3 vClipPosition;
#endif`,TS=`#if NUM_CLIPPING_PLANES > 0
	vClipPosition = - mvPosition.xyz;
#endif`,ES=`#if defined( USE_COLOR ) || defined( USE_COLOR_ALPHA )
	diffuseColor *= vColor;
#endif`,AS=`#if defined( USE_COLOR ) || defined( USE_COLOR_ALPHA )
	varying vec4 vColor;
#endif`,CS=`#if defined( USE_COLOR ) || defined( USE_COLOR_ALPHA ) || defined( USE_INSTANCING_COLOR ) || defined( USE_BATCHING_COLOR )
	varying vec4 vColor;
#endif`,RS=`#if defined( USE_COLOR ) || defined( USE_COLOR_ALPHA ) || defined( USE_INSTANCING_COLOR ) || defined( USE_BATCHING_COLOR )
	vColor = vec4( 1.0 );
#endif
#ifdef USE_COLOR_ALPHA
	vColor *= color;
#elif defined( USE_COLOR )
	vColor.rgb *= color;
#endif
#ifdef USE_INSTANCING_COLOR
	vColor.rgb *= instanceColor.rgb;
#endif
#ifdef USE_BATCHING_COLOR
	vColor *= getBatchingColor( getIndirectIndex( gl_DrawID ) );
#endif`,IS=`#define PI 3.141592653589793
#define PI2 6.283185307179586
#define PI_HALF 1.5707963267948966
#define RECIPROCAL_PI 0.3183098861837907
#define RECIPROCAL_PI2 0.15915494309189535
#define EPSILON 1e-6
#ifndef saturate
#define saturate( a ) clamp( a, 0.0, 1.0 )
#endif
#define whiteComplement( a ) ( 1.0 - saturate( a ) )
float pow2( const in float x ) { return x*x; }
vec3 pow2( const in vec3 x ) { return x*x; }
float pow3( const in float x ) { return x*x*x; }
float pow4( const in float x ) { float x2 = x*x; return x2*x2; }
float max3( const in vec3 v ) { return max( max( v.x, v.y ), v.z ); }
float average( const in vec3 v ) { return dot( v, vec3( 0.3333333 ) ); }
highp float rand( const in vec2 uv ) {
	const highp float a = 12.9898, b = 78.233, c = 43758.5453;
	highp float dt = dot( uv.xy, vec2( a,b ) ), sn = mod( dt, PI );
	return fract( sin( sn ) * c );
}
#ifdef HIGH_PRECISION
	float precisionSafeLength( vec3 v ) { return length( v ); }
#else
	float precisionSafeLength( vec3 v ) {
		float maxComponent = max3( abs( v ) );
		return length( v / maxComponent ) * maxComponent;
	}
#endif
struct IncidentLight {
	vec3 color;
	vec3 direction;
	bool visible;
};
struct ReflectedLight {
	vec3 directDiffuse;
	vec3 directSpecular;
	vec3 indirectDiffuse;
	vec3 indirectSpecular;
};
#ifdef USE_ALPHAHASH
	varying vec3 vPosition;
#endif
vec3 transformDirection( in vec3 dir, in mat4 matrix ) {
	return normalize( ( matrix * vec4( dir, 0.0 ) ).xyz );
}
#define inverseTransformDirection transformDirectionByInverseViewMatrix
vec3 transformNormalByInverseViewMatrix( in vec3 normal, in mat4 viewMatrix ) {
	return normalize( ( vec4( normal, 0.0 ) * viewMatrix ).xyz );
}
vec3 transformDirectionByInverseViewMatrix( in vec3 dir, in mat4 viewMatrix ) {
	return normalize( ( vec4( dir, 0.0 ) * viewMatrix ).xyz );
}
bool isPerspectiveMatrix( mat4 m ) {
	return m[ 2 ][ 3 ] == - 1.0;
}
vec2 equirectUv( in vec3 dir ) {
	float u = atan( dir.z, dir.x ) * RECIPROCAL_PI2 + 0.5;
	float v = asin( clamp( dir.y, - 1.0, 1.0 ) ) * RECIPROCAL_PI + 0.5;
	return vec2( u, v );
}
vec3 BRDF_Lambert( const in vec3 diffuseColor ) {
	return RECIPROCAL_PI * diffuseColor;
}
vec3 F_Schlick( const in vec3 f0, const in float f90, const in float dotVH ) {
	float fresnel = exp2( ( - 5.55473 * dotVH - 6.98316 ) * dotVH );
	return f0 * ( 1.0 - fresnel ) + ( f90 * fresnel );
}
float F_Schlick( const in float f0, const in float f90, const in float dotVH ) {
	float fresnel = exp2( ( - 5.55473 * dotVH - 6.98316 ) * dotVH );
	return f0 * ( 1.0 - fresnel ) + ( f90 * fresnel );
} // validated`,PS=`vec3 transformedNormal = objectNormal;
#ifdef USE_TANGENT
	vec3 transformedTangent = objectTangent;
#endif
#ifdef USE_BATCHING
	mat3 bm = mat3( batchingMatrix );
	transformedNormal /= vec3( dot( bm[ 0 ], bm[ 0 ] ), dot( bm[ 1 ], bm[ 1 ] ), dot( bm[ 2 ], bm[ 2 ] ) );
	transformedNormal = bm * transformedNormal;
	#ifdef USE_TANGENT
		transformedTangent = bm * transformedTangent;
	#endif
#endif
#ifdef USE_INSTANCING
	mat3 im = mat3( instanceMatrix );
	transformedNormal /= vec3( dot( im[ 0 ], im[ 0 ] ), dot( im[ 1 ], im[ 1 ] ), dot( im[ 2 ], im[ 2 ] ) );
	transformedNormal = im * transformedNormal;
	#ifdef USE_TANGENT
		transformedTangent = im * transformedTangent;
	#endif
#endif
transformedNormal = normalMatrix * transformedNormal;
#ifdef FLIP_SIDED
	transformedNormal = - transformedNormal;
#endif
#ifdef USE_TANGENT
	transformedTangent = ( modelViewMatrix * vec4( transformedTangent, 0.0 ) ).xyz;
#endif`,LS=`#ifdef USE_DISPLACEMENTMAP
	uniform sampler2D displacementMap;
	uniform float displacementScale;
	uniform float displacementBias;
#endif`,DS=`#ifdef USE_DISPLACEMENTMAP
	transformed += normalize( objectNormal ) * ( texture2D( displacementMap, vDisplacementMapUv ).x * displacementScale + displacementBias );
#endif`,NS=`#ifdef USE_EMISSIVEMAP
	vec4 emissiveColor = texture2D( emissiveMap, vEmissiveMapUv );
	#ifdef DECODE_VIDEO_TEXTURE_EMISSIVE
		emissiveColor = sRGBTransferEOTF( emissiveColor );
	#endif
	totalEmissiveRadiance *= emissiveColor.rgb;
#endif`,US=`#ifdef USE_EMISSIVEMAP
	uniform sampler2D emissiveMap;
#endif`,OS="gl_FragColor = linearToOutputTexel( gl_FragColor );",FS=`vec4 LinearTransferOETF( in vec4 value ) {
	return value;
}
vec4 sRGBTransferEOTF( in vec4 value ) {
	return vec4( mix( pow( value.rgb * 0.9478672986 + vec3( 0.0521327014 ), vec3( 2.4 ) ), value.rgb * 0.0773993808, vec3( lessThanEqual( value.rgb, vec3( 0.04045 ) ) ) ), value.a );
}
vec4 sRGBTransferOETF( in vec4 value ) {
	return vec4( mix( pow( value.rgb, vec3( 0.41666 ) ) * 1.055 - vec3( 0.055 ), value.rgb * 12.92, vec3( lessThanEqual( value.rgb, vec3( 0.0031308 ) ) ) ), value.a );
}`,BS=`#ifdef USE_ENVMAP
	#ifdef ENV_WORLDPOS
		vec3 cameraToFrag;
		if ( isOrthographic ) {
			cameraToFrag = normalize( vec3( - viewMatrix[ 0 ][ 2 ], - viewMatrix[ 1 ][ 2 ], - viewMatrix[ 2 ][ 2 ] ) );
		} else {
			cameraToFrag = normalize( vWorldPosition - cameraPosition );
		}
		vec3 worldNormal = transformNormalByInverseViewMatrix( normal, viewMatrix );
		#ifdef ENVMAP_MODE_REFLECTION
			vec3 reflectVec = reflect( cameraToFrag, worldNormal );
		#else
			vec3 reflectVec = refract( cameraToFrag, worldNormal, refractionRatio );
		#endif
	#else
		vec3 reflectVec = vReflect;
	#endif
	#ifdef ENVMAP_TYPE_CUBE
		vec4 envColor = textureCube( envMap, envMapRotation * reflectVec );
		#ifdef ENVMAP_BLENDING_MULTIPLY
			outgoingLight = mix( outgoingLight, outgoingLight * envColor.xyz, specularStrength * reflectivity );
		#elif defined( ENVMAP_BLENDING_MIX )
			outgoingLight = mix( outgoingLight, envColor.xyz, specularStrength * reflectivity );
		#elif defined( ENVMAP_BLENDING_ADD )
			outgoingLight += envColor.xyz * specularStrength * reflectivity;
		#endif
	#endif
#endif`,kS=`#ifdef USE_ENVMAP
	uniform float envMapIntensity;
	uniform mat3 envMapRotation;
	uniform samplerCube envMap;
	#ifdef ENVMAP_TYPE_PMREM
		float roughnessToMip( const in float roughness ) {
			float r = clamp( roughness, 0.0, 1.0 );
			return ENVMAP_MAX_LOD * r * ( 2.0 - r );
		}
	#endif
#endif`,zS=`#ifdef USE_ENVMAP
	uniform float reflectivity;
	#if defined( USE_BUMPMAP ) || defined( USE_NORMALMAP ) || defined( PHONG ) || defined( LAMBERT )
		#define ENV_WORLDPOS
	#endif
	#ifdef ENV_WORLDPOS
		varying vec3 vWorldPosition;
		uniform float refractionRatio;
	#else
		varying vec3 vReflect;
	#endif
#endif`,VS=`#ifdef USE_ENVMAP
	#if defined( USE_BUMPMAP ) || defined( USE_NORMALMAP ) || defined( PHONG ) || defined( LAMBERT )
		#define ENV_WORLDPOS
	#endif
	#ifdef ENV_WORLDPOS
		
		varying vec3 vWorldPosition;
	#else
		varying vec3 vReflect;
		uniform float refractionRatio;
	#endif
#endif`,HS=`#ifdef USE_ENVMAP
	#ifdef ENV_WORLDPOS
		vWorldPosition = worldPosition.xyz;
	#else
		vec3 cameraToVertex;
		if ( isOrthographic ) {
			cameraToVertex = normalize( vec3( - viewMatrix[ 0 ][ 2 ], - viewMatrix[ 1 ][ 2 ], - viewMatrix[ 2 ][ 2 ] ) );
		} else {
			cameraToVertex = normalize( worldPosition.xyz - cameraPosition );
		}
		vec3 worldNormal = transformNormalByInverseViewMatrix( transformedNormal, viewMatrix );
		#ifdef ENVMAP_MODE_REFLECTION
			vReflect = reflect( cameraToVertex, worldNormal );
		#else
			vReflect = refract( cameraToVertex, worldNormal, refractionRatio );
		#endif
	#endif
#endif`,GS=`#ifdef USE_FOG
	vFogDepth = - mvPosition.z;
#endif`,WS=`#ifdef USE_FOG
	varying float vFogDepth;
#endif`,XS=`#ifdef USE_FOG
	#ifdef FOG_EXP2
		float fogFactor = 1.0 - exp( - fogDensity * fogDensity * vFogDepth * vFogDepth );
	#else
		float fogFactor = smoothstep( fogNear, fogFar, vFogDepth );
	#endif
	gl_FragColor.rgb = mix( gl_FragColor.rgb, fogColor, fogFactor );
#endif`,$S=`#ifdef USE_FOG
	uniform vec3 fogColor;
	varying float vFogDepth;
	#ifdef FOG_EXP2
		uniform float fogDensity;
	#else
		uniform float fogNear;
		uniform float fogFar;
	#endif
#endif`,YS=`#ifdef USE_GRADIENTMAP
	uniform sampler2D gradientMap;
#endif
vec3 getGradientIrradiance( vec3 normal, vec3 lightDirection ) {
	float dotNL = dot( normal, lightDirection );
	vec2 coord = vec2( dotNL * 0.5 + 0.5, 0.0 );
	#ifdef USE_GRADIENTMAP
		return vec3( texture2D( gradientMap, coord ).r );
	#else
		vec2 fw = fwidth( coord ) * 0.5;
		return mix( vec3( 0.7 ), vec3( 1.0 ), smoothstep( 0.7 - fw.x, 0.7 + fw.x, coord.x ) );
	#endif
}`,qS=`#ifdef USE_LIGHTMAP
	uniform sampler2D lightMap;
	uniform float lightMapIntensity;
#endif`,jS=`LambertMaterial material;
material.diffuseColor = diffuseColor.rgb;
material.specularStrength = specularStrength;`,ZS=`varying vec3 vViewPosition;
struct LambertMaterial {
	vec3 diffuseColor;
	float specularStrength;
};
void RE_Direct_Lambert( const in IncidentLight directLight, const in vec3 geometryPosition, const in vec3 geometryNormal, const in vec3 geometryViewDir, const in vec3 geometryClearcoatNormal, const in LambertMaterial material, inout ReflectedLight reflectedLight ) {
	float dotNL = saturate( dot( geometryNormal, directLight.direction ) );
	vec3 irradiance = dotNL * directLight.color;
	reflectedLight.directDiffuse += irradiance * BRDF_Lambert( material.diffuseColor );
}
void RE_IndirectDiffuse_Lambert( const in vec3 irradiance, const in vec3 geometryPosition, const in vec3 geometryNormal, const in vec3 geometryViewDir, const in vec3 geometryClearcoatNormal, const in LambertMaterial material, inout ReflectedLight reflectedLight ) {
	reflectedLight.indirectDiffuse += irradiance * BRDF_Lambert( material.diffuseColor );
}
#define RE_Direct				RE_Direct_Lambert
#define RE_IndirectDiffuse		RE_IndirectDiffuse_Lambert`,KS=`uniform bool receiveShadow;
uniform vec3 ambientLightColor;
#if defined( USE_LIGHT_PROBES )
	uniform vec3 lightProbe[ 9 ];
#endif
vec3 shGetIrradianceAt( in vec3 normal, in vec3 shCoefficients[ 9 ] ) {
	float x = normal.x, y = normal.y, z = normal.z;
	vec3 result = shCoefficients[ 0 ] * 0.886227;
	result += shCoefficients[ 1 ] * 2.0 * 0.511664 * y;
	result += shCoefficients[ 2 ] * 2.0 * 0.511664 * z;
	result += shCoefficients[ 3 ] * 2.0 * 0.511664 * x;
	result += shCoefficients[ 4 ] * 2.0 * 0.429043 * x * y;
	result += shCoefficients[ 5 ] * 2.0 * 0.429043 * y * z;
	result += shCoefficients[ 6 ] * ( 0.743125 * z * z - 0.247708 );
	result += shCoefficients[ 7 ] * 2.0 * 0.429043 * x * z;
	result += shCoefficients[ 8 ] * 0.429043 * ( x * x - y * y );
	return result;
}
vec3 getLightProbeIrradiance( const in vec3 lightProbe[ 9 ], const in vec3 normal ) {
	vec3 worldNormal = transformNormalByInverseViewMatrix( normal, viewMatrix );
	vec3 irradiance = shGetIrradianceAt( worldNormal, lightProbe );
	return irradiance;
}
vec3 getAmbientLightIrradiance( const in vec3 ambientLightColor ) {
	vec3 irradiance = ambientLightColor;
	return irradiance;
}
float getDistanceAttenuation( const in float lightDistance, const in float cutoffDistance, const in float decayExponent ) {
	float distanceFalloff = 1.0 / max( pow( lightDistance, decayExponent ), 0.01 );
	if ( cutoffDistance > 0.0 ) {
		distanceFalloff *= pow2( saturate( 1.0 - pow4( lightDistance / cutoffDistance ) ) );
	}
	return distanceFalloff;
}
float getSpotAttenuation( const in float coneCosine, const in float penumbraCosine, const in float angleCosine ) {
	return smoothstep( coneCosine, penumbraCosine, angleCosine );
}
#if NUM_SUN_LIGHTS > 0
	struct SunLight {
		vec3 direction;
		vec3 color;
	};
	uniform SunLight sunLights[ NUM_SUN_LIGHTS ];
	void getSunLightInfo( const in SunLight sunLight, out IncidentLight light ) {
		light.color = sunLight.color;
		light.direction = sunLight.direction;
		light.visible = true;
	}
#endif
#if NUM_DIR_LIGHTS > 0
	struct DirectionalLight {
		vec3 direction;
		vec3 color;
	};
	uniform DirectionalLight directionalLights[ NUM_DIR_LIGHTS ];
	void getDirectionalLightInfo( const in DirectionalLight directionalLight, out IncidentLight light ) {
		light.color = directionalLight.color;
		light.direction = directionalLight.direction;
		light.visible = true;
	}
#endif
#if NUM_POINT_LIGHTS > 0
	struct PointLight {
		vec3 position;
		vec3 color;
		float distance;
		float decay;
	};
	uniform PointLight pointLights[ NUM_POINT_LIGHTS ];
	void getPointLightInfo( const in PointLight pointLight, const in vec3 geometryPosition, out IncidentLight light ) {
		vec3 lVector = pointLight.position - geometryPosition;
		light.direction = normalize( lVector );
		float lightDistance = length( lVector );
		light.color = pointLight.color;
		light.color *= getDistanceAttenuation( lightDistance, pointLight.distance, pointLight.decay );
		light.visible = ( light.color != vec3( 0.0 ) );
	}
#endif
#if NUM_SPOT_LIGHTS > 0
	struct SpotLight {
		vec3 position;
		vec3 direction;
		vec3 color;
		float distance;
		float decay;
		float coneCos;
		float penumbraCos;
	};
	uniform SpotLight spotLights[ NUM_SPOT_LIGHTS ];
	void getSpotLightInfo( const in SpotLight spotLight, const in vec3 geometryPosition, out IncidentLight light ) {
		vec3 lVector = spotLight.position - geometryPosition;
		light.direction = normalize( lVector );
		float angleCos = dot( light.direction, spotLight.direction );
		float spotAttenuation = getSpotAttenuation( spotLight.coneCos, spotLight.penumbraCos, angleCos );
		if ( spotAttenuation > 0.0 ) {
			float lightDistance = length( lVector );
			light.color = spotLight.color * spotAttenuation;
			light.color *= getDistanceAttenuation( lightDistance, spotLight.distance, spotLight.decay );
			light.visible = ( light.color != vec3( 0.0 ) );
		} else {
			light.color = vec3( 0.0 );
			light.visible = false;
		}
	}
#endif
#if NUM_RECT_AREA_LIGHTS > 0
	struct RectAreaLight {
		vec3 color;
		vec3 position;
		vec3 halfWidth;
		vec3 halfHeight;
	};
	uniform sampler2D ltc_1;	uniform sampler2D ltc_2;
	uniform RectAreaLight rectAreaLights[ NUM_RECT_AREA_LIGHTS ];
#endif
#if NUM_HEMI_LIGHTS > 0
	struct HemisphereLight {
		vec3 direction;
		vec3 skyColor;
		vec3 groundColor;
	};
	uniform HemisphereLight hemisphereLights[ NUM_HEMI_LIGHTS ];
	vec3 getHemisphereLightIrradiance( const in HemisphereLight hemiLight, const in vec3 normal ) {
		float dotNL = dot( normal, hemiLight.direction );
		float hemiDiffuseWeight = 0.5 * dotNL + 0.5;
		vec3 irradiance = mix( hemiLight.groundColor, hemiLight.skyColor, hemiDiffuseWeight );
		return irradiance;
	}
#endif
#include <lightprobes_pars_fragment>`,JS=`#ifdef USE_ENVMAP
	vec3 getIBLIrradiance( const in vec3 normal ) {
		#ifdef ENVMAP_TYPE_PMREM
			vec3 worldNormal = transformNormalByInverseViewMatrix( normal, viewMatrix );
			vec4 envMapColor = textureLod( envMap, envMapRotation * worldNormal, ENVMAP_MAX_LOD );
			return PI * envMapColor.rgb * envMapIntensity;
		#else
			return vec3( 0.0 );
		#endif
	}
	vec3 getIBLRadiance( const in vec3 viewDir, const in vec3 normal, const in float roughness ) {
		#ifdef ENVMAP_TYPE_PMREM
			vec3 reflectVec = reflect( - viewDir, normal );
			reflectVec = normalize( mix( reflectVec, normal, pow4( roughness ) ) );
			reflectVec = transformDirectionByInverseViewMatrix( reflectVec, viewMatrix );
			vec4 envMapColor = textureLod( envMap, envMapRotation * reflectVec, roughnessToMip( roughness ) );
			return envMapColor.rgb * envMapIntensity;
		#else
			return vec3( 0.0 );
		#endif
	}
	#ifdef USE_RETROREFLECTION
		vec3 getIBLRetroRadiance( const in vec3 viewDir, const in vec3 normal, const in float roughness ) {
			#ifdef ENVMAP_TYPE_PMREM
				vec3 retroVec = normalize( mix( viewDir, normal, pow4( roughness ) ) );
				retroVec = transformDirectionByInverseViewMatrix( retroVec, viewMatrix );
				vec4 envMapColor = textureLod( envMap, envMapRotation * retroVec, roughnessToMip( roughness ) );
				return envMapColor.rgb * envMapIntensity;
			#else
				return vec3( 0.0 );
			#endif
		}
	#endif
	#ifdef USE_ANISOTROPY
		vec3 getIBLAnisotropyRadiance( const in vec3 viewDir, const in vec3 normal, const in float roughness, const in vec3 bitangent, const in float anisotropy ) {
			#ifdef ENVMAP_TYPE_PMREM
				vec3 bentNormal = cross( bitangent, viewDir );
				bentNormal = normalize( cross( bentNormal, bitangent ) );
				bentNormal = normalize( mix( bentNormal, normal, pow2( pow2( 1.0 - anisotropy * ( 1.0 - roughness ) ) ) ) );
				return getIBLRadiance( viewDir, bentNormal, roughness );
			#else
				return vec3( 0.0 );
			#endif
		}
		#ifdef USE_RETROREFLECTION
			vec3 getIBLAnisotropyRetroRadiance( const in vec3 viewDir, const in vec3 normal, const in float roughness, const in vec3 bitangent, const in float anisotropy ) {
				#ifdef ENVMAP_TYPE_PMREM
					vec3 bentNormal = cross( bitangent, viewDir );
					bentNormal = normalize( cross( bentNormal, bitangent ) );
					bentNormal = normalize( mix( bentNormal, normal, pow2( pow2( 1.0 - anisotropy * ( 1.0 - roughness ) ) ) ) );
					return getIBLRetroRadiance( viewDir, bentNormal, roughness );
				#else
					return vec3( 0.0 );
				#endif
			}
		#endif
	#endif
#endif`,QS=`ToonMaterial material;
material.diffuseColor = diffuseColor.rgb;`,ew=`varying vec3 vViewPosition;
struct ToonMaterial {
	vec3 diffuseColor;
};
void RE_Direct_Toon( const in IncidentLight directLight, const in vec3 geometryPosition, const in vec3 geometryNormal, const in vec3 geometryViewDir, const in vec3 geometryClearcoatNormal, const in ToonMaterial material, inout ReflectedLight reflectedLight ) {
	vec3 irradiance = getGradientIrradiance( geometryNormal, directLight.direction ) * directLight.color;
	reflectedLight.directDiffuse += irradiance * BRDF_Lambert( material.diffuseColor );
}
void RE_IndirectDiffuse_Toon( const in vec3 irradiance, const in vec3 geometryPosition, const in vec3 geometryNormal, const in vec3 geometryViewDir, const in vec3 geometryClearcoatNormal, const in ToonMaterial material, inout ReflectedLight reflectedLight ) {
	reflectedLight.indirectDiffuse += irradiance * BRDF_Lambert( material.diffuseColor );
}
#define RE_Direct				RE_Direct_Toon
#define RE_IndirectDiffuse		RE_IndirectDiffuse_Toon`,tw=`BlinnPhongMaterial material;
material.diffuseColor = diffuseColor.rgb;
material.specularColor = specular;
material.specularShininess = shininess;
material.specularStrength = specularStrength;`,iw=`varying vec3 vViewPosition;
struct BlinnPhongMaterial {
	vec3 diffuseColor;
	vec3 specularColor;
	float specularShininess;
	float specularStrength;
};
void RE_Direct_BlinnPhong( const in IncidentLight directLight, const in vec3 geometryPosition, const in vec3 geometryNormal, const in vec3 geometryViewDir, const in vec3 geometryClearcoatNormal, const in BlinnPhongMaterial material, inout ReflectedLight reflectedLight ) {
	float dotNL = saturate( dot( geometryNormal, directLight.direction ) );
	vec3 irradiance = dotNL * directLight.color;
	reflectedLight.directDiffuse += irradiance * BRDF_Lambert( material.diffuseColor );
	reflectedLight.directSpecular += irradiance * BRDF_BlinnPhong( directLight.direction, geometryViewDir, geometryNormal, material.specularColor, material.specularShininess ) * material.specularStrength;
}
void RE_IndirectDiffuse_BlinnPhong( const in vec3 irradiance, const in vec3 geometryPosition, const in vec3 geometryNormal, const in vec3 geometryViewDir, const in vec3 geometryClearcoatNormal, const in BlinnPhongMaterial material, inout ReflectedLight reflectedLight ) {
	reflectedLight.indirectDiffuse += irradiance * BRDF_Lambert( material.diffuseColor );
}
#define RE_Direct				RE_Direct_BlinnPhong
#define RE_IndirectDiffuse		RE_IndirectDiffuse_BlinnPhong`,nw=`PhysicalMaterial material;
material.diffuseColor = diffuseColor.rgb;
material.diffuseContribution = diffuseColor.rgb * ( 1.0 - metalnessFactor );
material.metalness = metalnessFactor;
vec3 dxy = max( abs( dFdx( nonPerturbedNormal ) ), abs( dFdy( nonPerturbedNormal ) ) );
float geometryRoughness = max( max( dxy.x, dxy.y ), dxy.z );
material.roughness = max( roughnessFactor, 0.045 );
material.roughness += geometryRoughness;
material.roughness = min( material.roughness, 1.0 );
#ifdef USE_DIFFUSE_ROUGHNESS
	float diffuseRoughnessFactor = diffuseRoughness;
	#ifdef USE_DIFFUSE_ROUGHNESSMAP
		diffuseRoughnessFactor *= texture2D( diffuseRoughnessMap, vDiffuseRoughnessMapUv ).r;
	#endif
	material.diffuseRoughness = saturate( diffuseRoughnessFactor );
#endif
#ifdef IOR
	material.ior = ior;
	#ifdef USE_SPECULAR
		float specularIntensityFactor = specularIntensity;
		vec3 specularColorFactor = specularColor;
		#ifdef USE_SPECULAR_COLORMAP
			specularColorFactor *= texture2D( specularColorMap, vSpecularColorMapUv ).rgb;
		#endif
		#ifdef USE_SPECULAR_INTENSITYMAP
			specularIntensityFactor *= texture2D( specularIntensityMap, vSpecularIntensityMapUv ).a;
		#endif
		material.specularF90 = mix( specularIntensityFactor, 1.0, metalnessFactor );
	#else
		float specularIntensityFactor = 1.0;
		vec3 specularColorFactor = vec3( 1.0 );
		material.specularF90 = 1.0;
	#endif
	material.specularColor = min( pow2( ( material.ior - 1.0 ) / ( material.ior + 1.0 ) ) * specularColorFactor, vec3( 1.0 ) ) * specularIntensityFactor;
	material.specularColorBlended = mix( material.specularColor, diffuseColor.rgb, metalnessFactor );
#else
	material.specularColor = vec3( 0.04 );
	material.specularColorBlended = mix( material.specularColor, diffuseColor.rgb, metalnessFactor );
	material.specularF90 = 1.0;
#endif
#ifdef USE_CLEARCOAT
	material.clearcoat = clearcoat;
	material.clearcoatRoughness = clearcoatRoughness;
	material.clearcoatF0 = vec3( 0.04 );
	material.clearcoatF90 = 1.0;
	#ifdef USE_CLEARCOATMAP
		material.clearcoat *= texture2D( clearcoatMap, vClearcoatMapUv ).x;
	#endif
	#ifdef USE_CLEARCOAT_ROUGHNESSMAP
		material.clearcoatRoughness *= texture2D( clearcoatRoughnessMap, vClearcoatRoughnessMapUv ).y;
	#endif
	material.clearcoat = saturate( material.clearcoat );	material.clearcoatRoughness = max( material.clearcoatRoughness, 0.045 );
	material.clearcoatRoughness += geometryRoughness;
	material.clearcoatRoughness = min( material.clearcoatRoughness, 1.0 );
#endif
#ifdef USE_DISPERSION
	material.dispersion = dispersion;
#endif
#ifdef USE_RETROREFLECTION
	material.retroreflectivity = retroreflectivity;
#endif
#ifdef USE_IRIDESCENCE
	material.iridescence = iridescence;
	material.iridescenceIOR = iridescenceIOR;
	#ifdef USE_IRIDESCENCEMAP
		material.iridescence *= texture2D( iridescenceMap, vIridescenceMapUv ).r;
	#endif
	#ifdef USE_IRIDESCENCE_THICKNESSMAP
		material.iridescenceThickness = (iridescenceThicknessMaximum - iridescenceThicknessMinimum) * texture2D( iridescenceThicknessMap, vIridescenceThicknessMapUv ).g + iridescenceThicknessMinimum;
	#else
		material.iridescenceThickness = iridescenceThicknessMaximum;
	#endif
#endif
#ifdef USE_SHEEN
	material.sheenColor = sheenColor;
	#ifdef USE_SHEEN_COLORMAP
		material.sheenColor *= texture2D( sheenColorMap, vSheenColorMapUv ).rgb;
	#endif
	material.sheenRoughness = clamp( sheenRoughness, 0.0001, 1.0 );
	#ifdef USE_SHEEN_ROUGHNESSMAP
		material.sheenRoughness *= texture2D( sheenRoughnessMap, vSheenRoughnessMapUv ).a;
	#endif
#endif
#ifdef USE_ANISOTROPY
	#ifdef USE_ANISOTROPYMAP
		mat2 anisotropyMat = mat2( anisotropyVector.x, anisotropyVector.y, - anisotropyVector.y, anisotropyVector.x );
		vec3 anisotropyPolar = texture2D( anisotropyMap, vAnisotropyMapUv ).rgb;
		vec2 anisotropyV = anisotropyMat * normalize( 2.0 * anisotropyPolar.rg - vec2( 1.0 ) ) * anisotropyPolar.b;
	#else
		vec2 anisotropyV = anisotropyVector;
	#endif
	material.anisotropy = length( anisotropyV );
	if( material.anisotropy == 0.0 ) {
		anisotropyV = vec2( 1.0, 0.0 );
	} else {
		anisotropyV /= material.anisotropy;
		material.anisotropy = saturate( material.anisotropy );
	}
	material.alphaT = mix( pow2( material.roughness ), 1.0, pow2( material.anisotropy ) );
	material.anisotropyT = tbn[ 0 ] * anisotropyV.x + tbn[ 1 ] * anisotropyV.y;
	material.anisotropyB = tbn[ 1 ] * anisotropyV.x - tbn[ 0 ] * anisotropyV.y;
#endif`,sw=`uniform sampler2D dfgLUT;
struct PhysicalMaterial {
	vec3 diffuseColor;
	vec3 diffuseContribution;
	vec3 specularColor;
	vec3 specularColorBlended;
	float roughness;
	float metalness;
	float specularF90;
	float dispersion;
	vec2 dfg;
	vec3 multiScatteringCompensation;
	#ifdef USE_DIFFUSE_ROUGHNESS
		float diffuseRoughness;
	#endif
	#ifdef USE_RETROREFLECTION
		float retroreflectivity;
	#endif
	#ifdef USE_CLEARCOAT
		float clearcoat;
		float clearcoatRoughness;
		vec3 clearcoatF0;
		float clearcoatF90;
	#endif
	#ifdef USE_IRIDESCENCE
		float iridescence;
		float iridescenceIOR;
		float iridescenceThickness;
		vec3 iridescenceFresnel;
		vec3 iridescenceF0Dielectric;
		vec3 iridescenceF0Metallic;
	#endif
	#ifdef USE_SHEEN
		vec3 sheenColor;
		float sheenRoughness;
	#endif
	#ifdef IOR
		float ior;
	#endif
	#ifdef USE_TRANSMISSION
		float transmission;
		float transmissionAlpha;
		float thickness;
		float attenuationDistance;
		vec3 attenuationColor;
	#endif
	#ifdef USE_ANISOTROPY
		float anisotropy;
		float alphaT;
		vec3 anisotropyT;
		vec3 anisotropyB;
	#endif
};
vec3 clearcoatSpecularDirect = vec3( 0.0 );
vec3 clearcoatSpecularIndirect = vec3( 0.0 );
vec3 sheenSpecularDirect = vec3( 0.0 );
vec3 sheenSpecularIndirect = vec3(0.0 );
vec3 Schlick_to_F0( const in vec3 f, const in float f90, const in float dotVH ) {
    float x = clamp( 1.0 - dotVH, 0.0, 1.0 );
    float x2 = x * x;
    float x5 = clamp( x * x2 * x2, 0.0, 0.9999 );
    return ( f - vec3( f90 ) * x5 ) / ( 1.0 - x5 );
}
#ifdef USE_DIFFUSE_ROUGHNESS
	const float EON_EPSILON = 1e-7;
	float FON_DirectionalAlbedo( const in float mu, const in float roughness, const in float A ) {
		float muComp = 1.0 - mu;
		float gOverPi = muComp * ( 0.0571085289 + muComp * ( 0.491881867 + muComp * ( - 0.332181442 + muComp * 0.0714429953 ) ) );
		return A * ( 1.0 + roughness * gOverPi );
	}
	vec3 BRDF_EON( const in vec3 lightDir, const in vec3 viewDir, const in vec3 normal, const in vec3 diffuseColor, const in float roughness ) {
		vec3 rho = saturate( diffuseColor );
		if ( roughness <= EON_EPSILON ) return BRDF_Lambert( rho );
		float dotNL = saturate( dot( normal, lightDir ) );
		float dotNV = saturate( dot( normal, viewDir ) );
		float s = dot( lightDir, viewDir ) - dotNL * dotNV;
		float sOverT = ( s > 0.0 ) ? s / max( max( dotNL, dotNV ), EON_EPSILON ) : s;
		float A = 1.0 / ( 1.0 + ( 0.5 - 2.0 / ( 3.0 * PI ) ) * roughness );
		vec3 singleScatter = rho * RECIPROCAL_PI * A * ( 1.0 + roughness * sOverT );
		float averageAlbedo = A * ( 1.0 + ( 2.0 / 3.0 - 28.0 / ( 15.0 * PI ) ) * roughness );
		float albedoV = FON_DirectionalAlbedo( dotNV, roughness, A );
		float albedoL = FON_DirectionalAlbedo( dotNL, roughness, A );
		vec3 rhoMultiScatter = rho * rho * averageAlbedo / max( vec3( EON_EPSILON ), vec3( 1.0 ) - rho * ( 1.0 - averageAlbedo ) );
		vec3 multiScatter = rhoMultiScatter * RECIPROCAL_PI
			* max( EON_EPSILON, 1.0 - albedoV )
			* max( EON_EPSILON, 1.0 - albedoL )
			/ max( EON_EPSILON, 1.0 - averageAlbedo );
		return singleScatter + multiScatter;
	}
	vec3 EON_DirectionalAlbedo( const in vec3 diffuseColor, const in float roughness, const in float dotNV ) {
		vec3 rho = saturate( diffuseColor );
		if ( roughness <= EON_EPSILON ) return rho;
		float A = 1.0 / ( 1.0 + ( 0.5 - 2.0 / ( 3.0 * PI ) ) * roughness );
		float directionalAlbedo = FON_DirectionalAlbedo( dotNV, roughness, A );
		float averageAlbedo = A * ( 1.0 + ( 2.0 / 3.0 - 28.0 / ( 15.0 * PI ) ) * roughness );
		vec3 rhoMultiScatter = rho * rho * averageAlbedo / max( vec3( EON_EPSILON ), vec3( 1.0 ) - rho * ( 1.0 - averageAlbedo ) );
		return rho * directionalAlbedo + rhoMultiScatter * ( 1.0 - directionalAlbedo );
	}
#endif
float V_GGX_SmithCorrelated( const in float alpha, const in float dotNL, const in float dotNV ) {
	float a2 = pow2( alpha );
	float gv = dotNL * sqrt( a2 + ( 1.0 - a2 ) * pow2( dotNV ) );
	float gl = dotNV * sqrt( a2 + ( 1.0 - a2 ) * pow2( dotNL ) );
	return 0.5 / max( gv + gl, EPSILON );
}
float D_GGX( const in float alpha, const in float dotNH ) {
	float a2 = pow2( alpha );
	float denom = pow2( dotNH ) * ( a2 - 1.0 ) + 1.0;
	return RECIPROCAL_PI * a2 / pow2( denom );
}
#ifdef USE_ANISOTROPY
	float V_GGX_SmithCorrelated_Anisotropic( const in float alphaT, const in float alphaB, const in float dotTV, const in float dotBV, const in float dotTL, const in float dotBL, const in float dotNV, const in float dotNL ) {
		float gv = dotNL * length( vec3( alphaT * dotTV, alphaB * dotBV, dotNV ) );
		float gl = dotNV * length( vec3( alphaT * dotTL, alphaB * dotBL, dotNL ) );
		return 0.5 / max( gv + gl, EPSILON );
	}
	float D_GGX_Anisotropic( const in float alphaT, const in float alphaB, const in float dotNH, const in float dotTH, const in float dotBH ) {
		float a2 = alphaT * alphaB;
		highp vec3 v = vec3( alphaB * dotTH, alphaT * dotBH, a2 * dotNH );
		highp float v2 = dot( v, v );
		float w2 = a2 / v2;
		return RECIPROCAL_PI * a2 * pow2 ( w2 );
	}
#endif
#ifdef USE_CLEARCOAT
	vec3 BRDF_GGX_Clearcoat( const in vec3 lightDir, const in vec3 viewDir, const in vec3 normal, const in PhysicalMaterial material) {
		vec3 f0 = material.clearcoatF0;
		float f90 = material.clearcoatF90;
		float roughness = max( material.clearcoatRoughness, 0.045 );
		float alpha = pow2( roughness );
		vec3 halfDir = normalize( lightDir + viewDir );
		float dotNL = saturate( dot( normal, lightDir ) );
		float dotNV = saturate( dot( normal, viewDir ) );
		float dotNH = saturate( dot( normal, halfDir ) );
		float dotVH = saturate( dot( viewDir, halfDir ) );
		vec3 F = F_Schlick( f0, f90, dotVH );
		float V = V_GGX_SmithCorrelated( alpha, dotNL, dotNV );
		float D = D_GGX( alpha, dotNH );
		return F * ( V * D );
	}
#endif
vec3 BRDF_GGX( const in vec3 lightDir, const in vec3 viewDir, const in vec3 normal, const in PhysicalMaterial material ) {
	vec3 f0 = material.specularColorBlended;
	float f90 = material.specularF90;
	float roughness = max( material.roughness, 0.045 );
	float alpha = pow2( roughness );
	vec3 halfDir = normalize( lightDir + viewDir );
	float dotNL = saturate( dot( normal, lightDir ) );
	float dotNV = saturate( dot( normal, viewDir ) );
	float dotNH = saturate( dot( normal, halfDir ) );
	float dotVH = saturate( dot( viewDir, halfDir ) );
	vec3 F = F_Schlick( f0, f90, dotVH );
	#ifdef USE_IRIDESCENCE
		F = mix( F, material.iridescenceFresnel, material.iridescence );
	#endif
	#ifdef USE_ANISOTROPY
		float dotTL = dot( material.anisotropyT, lightDir );
		float dotTV = dot( material.anisotropyT, viewDir );
		float dotTH = dot( material.anisotropyT, halfDir );
		float dotBL = dot( material.anisotropyB, lightDir );
		float dotBV = dot( material.anisotropyB, viewDir );
		float dotBH = dot( material.anisotropyB, halfDir );
		float alphaT = max( material.alphaT, alpha );
		float V = V_GGX_SmithCorrelated_Anisotropic( alphaT, alpha, dotTV, dotBV, dotTL, dotBL, dotNV, dotNL );
		float D = D_GGX_Anisotropic( alphaT, alpha, dotNH, dotTH, dotBH );
	#else
		float V = V_GGX_SmithCorrelated( alpha, dotNL, dotNV );
		float D = D_GGX( alpha, dotNH );
	#endif
	return F * ( V * D );
}
vec2 LTC_Uv( const in vec3 N, const in vec3 V, const in float roughness ) {
	const float LUT_SIZE = 64.0;
	const float LUT_SCALE = ( LUT_SIZE - 1.0 ) / LUT_SIZE;
	const float LUT_BIAS = 0.5 / LUT_SIZE;
	float dotNV = saturate( dot( N, V ) );
	vec2 uv = vec2( roughness, sqrt( 1.0 - dotNV ) );
	uv = uv * LUT_SCALE + LUT_BIAS;
	return uv;
}
float LTC_ClippedSphereFormFactor( const in vec3 f ) {
	float l = length( f );
	return max( ( l * l + f.z ) / ( l + 1.0 ), 0.0 );
}
vec3 LTC_EdgeVectorFormFactor( const in vec3 v1, const in vec3 v2 ) {
	float x = dot( v1, v2 );
	float y = abs( x );
	float a = 0.8543985 + ( 0.4965155 + 0.0145206 * y ) * y;
	float b = 3.4175940 + ( 4.1616724 + y ) * y;
	float v = a / b;
	float theta_sintheta = ( x > 0.0 ) ? v : 0.5 * inversesqrt( max( 1.0 - x * x, 1e-7 ) ) - v;
	return cross( v1, v2 ) * theta_sintheta;
}
vec3 LTC_Evaluate( const in vec3 N, const in vec3 V, const in vec3 P, const in mat3 mInv, const in vec3 rectCoords[ 4 ] ) {
	vec3 v1 = rectCoords[ 1 ] - rectCoords[ 0 ];
	vec3 v2 = rectCoords[ 3 ] - rectCoords[ 0 ];
	vec3 lightNormal = cross( v1, v2 );
	if( dot( lightNormal, P - rectCoords[ 0 ] ) < 0.0 ) return vec3( 0.0 );
	vec3 T1, T2;
	T1 = normalize( V - N * dot( V, N ) );
	T2 = - cross( N, T1 );
	mat3 mat = mInv * transpose( mat3( T1, T2, N ) );
	vec3 coords[ 4 ];
	coords[ 0 ] = mat * ( rectCoords[ 0 ] - P );
	coords[ 1 ] = mat * ( rectCoords[ 1 ] - P );
	coords[ 2 ] = mat * ( rectCoords[ 2 ] - P );
	coords[ 3 ] = mat * ( rectCoords[ 3 ] - P );
	coords[ 0 ] = normalize( coords[ 0 ] );
	coords[ 1 ] = normalize( coords[ 1 ] );
	coords[ 2 ] = normalize( coords[ 2 ] );
	coords[ 3 ] = normalize( coords[ 3 ] );
	vec3 vectorFormFactor = vec3( 0.0 );
	vectorFormFactor += LTC_EdgeVectorFormFactor( coords[ 0 ], coords[ 1 ] );
	vectorFormFactor += LTC_EdgeVectorFormFactor( coords[ 1 ], coords[ 2 ] );
	vectorFormFactor += LTC_EdgeVectorFormFactor( coords[ 2 ], coords[ 3 ] );
	vectorFormFactor += LTC_EdgeVectorFormFactor( coords[ 3 ], coords[ 0 ] );
	float result = LTC_ClippedSphereFormFactor( vectorFormFactor );
	return vec3( result );
}
#if defined( USE_SHEEN )
float D_Charlie( float roughness, float dotNH ) {
	float alpha = pow2( roughness );
	float invAlpha = 1.0 / alpha;
	float cos2h = dotNH * dotNH;
	float sin2h = max( 1.0 - cos2h, 0.0078125 );
	return ( 2.0 + invAlpha ) * pow( sin2h, invAlpha * 0.5 ) / ( 2.0 * PI );
}
float V_Neubelt( float dotNV, float dotNL ) {
	return saturate( 1.0 / ( 4.0 * ( dotNL + dotNV - dotNL * dotNV ) ) );
}
vec3 BRDF_Sheen( const in vec3 lightDir, const in vec3 viewDir, const in vec3 normal, vec3 sheenColor, const in float sheenRoughness ) {
	vec3 halfDir = normalize( lightDir + viewDir );
	float dotNL = saturate( dot( normal, lightDir ) );
	float dotNV = saturate( dot( normal, viewDir ) );
	float dotNH = saturate( dot( normal, halfDir ) );
	float D = D_Charlie( sheenRoughness, dotNH );
	float V = V_Neubelt( dotNV, dotNL );
	return sheenColor * ( D * V );
}
#endif
float IBLSheenBRDF( const in vec3 normal, const in vec3 viewDir, const in float roughness ) {
	float dotNV = saturate( dot( normal, viewDir ) );
	float r2 = roughness * roughness;
	float rInv = 1.0 / ( roughness + 0.1 );
	float a = -1.9362 + 1.0678 * roughness + 0.4573 * r2 - 0.8469 * rInv;
	float b = -0.6014 + 0.5538 * roughness - 0.4670 * r2 - 0.1255 * rInv;
	float DG = exp( a * dotNV + b );
	return saturate( DG );
}
vec3 EnvironmentBRDF( const in vec3 normal, const in vec3 viewDir, const in vec3 specularColor, const in float specularF90, const in float roughness ) {
	float dotNV = saturate( dot( normal, viewDir ) );
	vec2 fab = texture2D( dfgLUT, vec2( roughness, dotNV ) ).rg;
	return specularColor * fab.x + specularF90 * fab.y;
}
#ifdef USE_IRIDESCENCE
void computeMultiscatteringIridescence( const in vec2 fab, const in vec3 specularColor, const in float specularF90, const in float iridescence, const in vec3 iridescenceF0, inout vec3 singleScatter, inout vec3 multiScatter ) {
#else
void computeMultiscattering( const in vec2 fab, const in vec3 specularColor, const in float specularF90, inout vec3 singleScatter, inout vec3 multiScatter ) {
#endif
	#ifdef USE_IRIDESCENCE
		vec3 Fr = mix( specularColor, iridescenceF0, iridescence );
	#else
		vec3 Fr = specularColor;
	#endif
	vec3 FssEss = Fr * fab.x + specularF90 * fab.y;
	float Ess = fab.x + fab.y;
	float Ems = 1.0 - Ess;
	vec3 Favg = Fr + ( 1.0 - Fr ) * 0.047619;	vec3 Fms = FssEss * Favg / ( 1.0 - Ems * Favg );
	singleScatter += FssEss;
	multiScatter += Fms * Ems;
}
#if NUM_RECT_AREA_LIGHTS > 0
	void RE_Direct_RectArea_Physical( const in RectAreaLight rectAreaLight, const in vec3 geometryPosition, const in vec3 geometryNormal, const in vec3 geometryViewDir, const in vec3 geometryClearcoatNormal, const in PhysicalMaterial material, inout ReflectedLight reflectedLight ) {
		vec3 normal = geometryNormal;
		vec3 viewDir = geometryViewDir;
		vec3 position = geometryPosition;
		vec3 lightPos = rectAreaLight.position;
		vec3 halfWidth = rectAreaLight.halfWidth;
		vec3 halfHeight = rectAreaLight.halfHeight;
		vec3 lightColor = rectAreaLight.color;
		float roughness = material.roughness;
		vec3 rectCoords[ 4 ];
		rectCoords[ 0 ] = lightPos + halfWidth - halfHeight;		rectCoords[ 1 ] = lightPos - halfWidth - halfHeight;
		rectCoords[ 2 ] = lightPos - halfWidth + halfHeight;
		rectCoords[ 3 ] = lightPos + halfWidth + halfHeight;
		vec2 uv = LTC_Uv( normal, viewDir, roughness );
		vec4 t1 = texture2D( ltc_1, uv );
		vec4 t2 = texture2D( ltc_2, uv );
		mat3 mInv = mat3(
			vec3( t1.x, 0, t1.y ),
			vec3(    0, 1,    0 ),
			vec3( t1.z, 0, t1.w )
		);
		vec3 fresnel = ( material.specularColorBlended * t2.x + ( material.specularF90 - material.specularColorBlended ) * t2.y );
		reflectedLight.directSpecular += lightColor * fresnel * LTC_Evaluate( normal, viewDir, position, mInv, rectCoords );
		reflectedLight.directDiffuse += lightColor * material.diffuseContribution * LTC_Evaluate( normal, viewDir, position, mat3( 1.0 ), rectCoords );
		#ifdef USE_CLEARCOAT
			vec3 Ncc = geometryClearcoatNormal;
			vec2 uvClearcoat = LTC_Uv( Ncc, viewDir, material.clearcoatRoughness );
			vec4 t1Clearcoat = texture2D( ltc_1, uvClearcoat );
			vec4 t2Clearcoat = texture2D( ltc_2, uvClearcoat );
			mat3 mInvClearcoat = mat3(
				vec3( t1Clearcoat.x, 0, t1Clearcoat.y ),
				vec3(             0, 1,             0 ),
				vec3( t1Clearcoat.z, 0, t1Clearcoat.w )
			);
			vec3 fresnelClearcoat = material.clearcoatF0 * t2Clearcoat.x + ( material.clearcoatF90 - material.clearcoatF0 ) * t2Clearcoat.y;
			clearcoatSpecularDirect += lightColor * fresnelClearcoat * LTC_Evaluate( Ncc, viewDir, position, mInvClearcoat, rectCoords );
		#endif
	}
#endif
void RE_Direct_Physical( const in IncidentLight directLight, const in vec3 geometryPosition, const in vec3 geometryNormal, const in vec3 geometryViewDir, const in vec3 geometryClearcoatNormal, const in PhysicalMaterial material, inout ReflectedLight reflectedLight ) {
	float dotNL = saturate( dot( geometryNormal, directLight.direction ) );
	vec3 irradiance = dotNL * directLight.color;
	#ifdef USE_CLEARCOAT
		float dotNLcc = saturate( dot( geometryClearcoatNormal, directLight.direction ) );
		vec3 ccIrradiance = dotNLcc * directLight.color;
		clearcoatSpecularDirect += ccIrradiance * BRDF_GGX_Clearcoat( directLight.direction, geometryViewDir, geometryClearcoatNormal, material );
	#endif
	#ifdef USE_SHEEN
 
 		sheenSpecularDirect += irradiance * BRDF_Sheen( directLight.direction, geometryViewDir, geometryNormal, material.sheenColor, material.sheenRoughness );
 
 		float sheenAlbedoV = IBLSheenBRDF( geometryNormal, geometryViewDir, material.sheenRoughness );
 		float sheenAlbedoL = IBLSheenBRDF( geometryNormal, directLight.direction, material.sheenRoughness );
 
 		float sheenEnergyComp = 1.0 - max3( material.sheenColor ) * max( sheenAlbedoV, sheenAlbedoL );
 
 		irradiance *= sheenEnergyComp;
 
 	#endif
	vec3 specularBRDF = BRDF_GGX( directLight.direction, geometryViewDir, geometryNormal, material );
	#ifdef USE_RETROREFLECTION
		vec3 retroViewDir = reflect( - geometryViewDir, geometryNormal );
		vec3 retroSpecularBRDF = BRDF_GGX( directLight.direction, retroViewDir, geometryNormal, material );
		specularBRDF = mix( specularBRDF, retroSpecularBRDF, saturate( material.retroreflectivity ) );
	#endif
	reflectedLight.directSpecular += irradiance * specularBRDF * material.multiScatteringCompensation;
	vec3 halfDir = normalize( directLight.direction + geometryViewDir );
	float dotVH = saturate( dot( geometryViewDir, halfDir ) );
	vec3 F = F_Schlick( material.specularColor, material.specularF90, dotVH );
	#ifdef USE_RETROREFLECTION
		vec3 retroHalfDir = normalize( directLight.direction + retroViewDir );
		float dotRetroVH = saturate( dot( retroViewDir, retroHalfDir ) );
		vec3 retroF = F_Schlick( material.specularColor, material.specularF90, dotRetroVH );
		F = mix( F, retroF, saturate( material.retroreflectivity ) );
	#endif
	#ifdef USE_DIFFUSE_ROUGHNESS
		vec3 diffuseBRDF = BRDF_EON( directLight.direction, geometryViewDir, geometryNormal, material.diffuseColor, material.diffuseRoughness ) * ( 1.0 - material.metalness );
	#else
		vec3 diffuseBRDF = BRDF_Lambert( material.diffuseContribution );
	#endif
	reflectedLight.directDiffuse += irradiance * diffuseBRDF * ( 1.0 - F );
}
void RE_IndirectDiffuse_Physical( const in vec3 irradiance, const in vec3 geometryPosition, const in vec3 geometryNormal, const in vec3 geometryViewDir, const in vec3 geometryClearcoatNormal, const in PhysicalMaterial material, inout ReflectedLight reflectedLight ) {
	vec3 singleScattering = vec3( 0.0 );
	vec3 multiScattering = vec3( 0.0 );
	#ifdef USE_IRIDESCENCE
		computeMultiscatteringIridescence( material.dfg, material.specularColor, material.specularF90, material.iridescence, material.iridescenceF0Dielectric, singleScattering, multiScattering );
	#else
		computeMultiscattering( material.dfg, material.specularColor, material.specularF90, singleScattering, multiScattering );
	#endif
	#ifdef USE_DIFFUSE_ROUGHNESS
		float dotNV = saturate( dot( geometryNormal, geometryViewDir ) );
		vec3 diffuseAlbedo = EON_DirectionalAlbedo( material.diffuseColor, material.diffuseRoughness, dotNV ) * ( 1.0 - material.metalness );
		vec3 diffuse = irradiance * RECIPROCAL_PI * diffuseAlbedo * ( 1.0 - singleScattering - multiScattering );
	#else
		vec3 diffuse = irradiance * BRDF_Lambert( material.diffuseContribution ) * ( 1.0 - singleScattering - multiScattering );
	#endif
	#ifdef USE_SHEEN
		float sheenAlbedo = IBLSheenBRDF( geometryNormal, geometryViewDir, material.sheenRoughness );
		sheenSpecularIndirect += irradiance * material.sheenColor * sheenAlbedo * RECIPROCAL_PI;
		float sheenEnergyComp = 1.0 - max3( material.sheenColor ) * sheenAlbedo;
		diffuse *= sheenEnergyComp;
	#endif
	reflectedLight.indirectDiffuse += diffuse;
}
void RE_IndirectSpecular_Physical( const in vec3 radiance, const in vec3 irradiance, const in vec3 clearcoatRadiance, const in vec3 geometryPosition, const in vec3 geometryNormal, const in vec3 geometryViewDir, const in vec3 geometryClearcoatNormal, const in PhysicalMaterial material, inout ReflectedLight reflectedLight) {
	#ifdef USE_CLEARCOAT
		clearcoatSpecularIndirect += clearcoatRadiance * EnvironmentBRDF( geometryClearcoatNormal, geometryViewDir, material.clearcoatF0, material.clearcoatF90, material.clearcoatRoughness );
	#endif
	#ifdef USE_SHEEN
		sheenSpecularIndirect += irradiance * material.sheenColor * IBLSheenBRDF( geometryNormal, geometryViewDir, material.sheenRoughness ) * RECIPROCAL_PI;
 	#endif
	vec3 singleScatteringDielectric = vec3( 0.0 );
	vec3 multiScatteringDielectric = vec3( 0.0 );
	vec3 singleScatteringMetallic = vec3( 0.0 );
	vec3 multiScatteringMetallic = vec3( 0.0 );
	#ifdef USE_IRIDESCENCE
		computeMultiscatteringIridescence( material.dfg, material.specularColor, material.specularF90, material.iridescence, material.iridescenceF0Dielectric, singleScatteringDielectric, multiScatteringDielectric );
		computeMultiscatteringIridescence( material.dfg, material.diffuseColor, material.specularF90, material.iridescence, material.iridescenceF0Metallic, singleScatteringMetallic, multiScatteringMetallic );
	#else
		computeMultiscattering( material.dfg, material.specularColor, material.specularF90, singleScatteringDielectric, multiScatteringDielectric );
		computeMultiscattering( material.dfg, material.diffuseColor, material.specularF90, singleScatteringMetallic, multiScatteringMetallic );
	#endif
	vec3 singleScattering = mix( singleScatteringDielectric, singleScatteringMetallic, material.metalness );
	vec3 multiScattering = mix( multiScatteringDielectric, multiScatteringMetallic, material.metalness );
	vec3 totalScatteringDielectric = singleScatteringDielectric + multiScatteringDielectric;
	#ifdef USE_DIFFUSE_ROUGHNESS
		float dotNV = saturate( dot( geometryNormal, geometryViewDir ) );
		vec3 diffuse = EON_DirectionalAlbedo( material.diffuseColor, material.diffuseRoughness, dotNV ) * ( 1.0 - material.metalness ) * ( 1.0 - totalScatteringDielectric );
	#else
		vec3 diffuse = material.diffuseContribution * ( 1.0 - totalScatteringDielectric );
	#endif
	vec3 cosineWeightedIrradiance = irradiance * RECIPROCAL_PI;
	vec3 indirectSpecular = radiance * singleScattering;
	indirectSpecular += multiScattering * cosineWeightedIrradiance;
	vec3 indirectDiffuse = diffuse * cosineWeightedIrradiance;
	#ifdef USE_SHEEN
		float sheenAlbedo = IBLSheenBRDF( geometryNormal, geometryViewDir, material.sheenRoughness );
		float sheenEnergyComp = 1.0 - max3( material.sheenColor ) * sheenAlbedo;
		indirectSpecular *= sheenEnergyComp;
		indirectDiffuse *= sheenEnergyComp;
	#endif
	reflectedLight.indirectSpecular += indirectSpecular;
	reflectedLight.indirectDiffuse += indirectDiffuse;
}
#define RE_Direct				RE_Direct_Physical
#define RE_Direct_RectArea		RE_Direct_RectArea_Physical
#define RE_IndirectDiffuse		RE_IndirectDiffuse_Physical
#define RE_IndirectSpecular		RE_IndirectSpecular_Physical
float computeSpecularOcclusion( const in float dotNV, const in float ambientOcclusion, const in float roughness ) {
	return saturate( pow( dotNV + ambientOcclusion, exp2( - 16.0 * roughness - 1.0 ) ) - 1.0 + ambientOcclusion );
}`,rw=`
vec3 geometryPosition = - vViewPosition;
vec3 geometryNormal = normal;
vec3 geometryViewDir = ( isOrthographic ) ? vec3( 0, 0, 1 ) : normalize( vViewPosition );
vec3 geometryClearcoatNormal = vec3( 0.0 );
#ifdef USE_CLEARCOAT
	geometryClearcoatNormal = clearcoatNormal;
#endif
#ifdef USE_IRIDESCENCE
	float dotNVi = saturate( dot( normal, geometryViewDir ) );
	if ( material.iridescenceThickness == 0.0 ) {
		material.iridescence = 0.0;
	} else {
		material.iridescence = saturate( material.iridescence );
	}
	if ( material.iridescence > 0.0 ) {
		vec3 iridescenceFresnelDielectric = evalIridescence( 1.0, material.iridescenceIOR, dotNVi, material.iridescenceThickness, material.specularColor );
		vec3 iridescenceFresnelMetallic = evalIridescence( 1.0, material.iridescenceIOR, dotNVi, material.iridescenceThickness, material.diffuseColor );
		material.iridescenceFresnel = mix( iridescenceFresnelDielectric, iridescenceFresnelMetallic, material.metalness );
		material.iridescenceF0Dielectric = Schlick_to_F0( iridescenceFresnelDielectric, 1.0, dotNVi );
		material.iridescenceF0Metallic = Schlick_to_F0( iridescenceFresnelMetallic, 1.0, dotNVi );
	}
#endif
#ifdef STANDARD
	float dotNVms = saturate( dot( geometryNormal, geometryViewDir ) );
	material.dfg = texture2D( dfgLUT, vec2( material.roughness, dotNVms ) ).rg;
	#if ( NUM_SUN_LIGHTS > 0 || NUM_DIR_LIGHTS > 0 || NUM_POINT_LIGHTS > 0 || NUM_SPOT_LIGHTS > 0 )
		float EssMs = material.dfg.x + material.dfg.y;
		material.multiScatteringCompensation = 1.0 + material.specularColorBlended * ( 1.0 / EssMs - 1.0 );
	#endif
#endif
IncidentLight directLight;
#if ( NUM_POINT_LIGHTS > 0 ) && defined( RE_Direct )
	PointLight pointLight;
	#if defined( USE_SHADOWMAP ) && NUM_POINT_LIGHT_SHADOWS > 0
	PointLightShadow pointLightShadow;
	#endif
	#pragma unroll_loop_start
	for ( int i = 0; i < NUM_POINT_LIGHTS; i ++ ) {
		pointLight = pointLights[ i ];
		getPointLightInfo( pointLight, geometryPosition, directLight );
		#if defined( USE_SHADOWMAP ) && ( UNROLLED_LOOP_INDEX < NUM_POINT_LIGHT_SHADOWS ) && ( defined( SHADOWMAP_TYPE_PCF ) || defined( SHADOWMAP_TYPE_BASIC ) )
		pointLightShadow = pointLightShadows[ i ];
		directLight.color *= ( directLight.visible && receiveShadow ) ? getPointShadow( pointShadowMap[ i ], pointLightShadow.shadowMapSize, pointLightShadow.shadowIntensity, pointLightShadow.shadowBias, pointLightShadow.shadowRadius, vPointShadowCoord[ i ], pointLightShadow.shadowCameraNear, pointLightShadow.shadowCameraFar ) : 1.0;
		#endif
		RE_Direct( directLight, geometryPosition, geometryNormal, geometryViewDir, geometryClearcoatNormal, material, reflectedLight );
	}
	#pragma unroll_loop_end
#endif
#if ( NUM_SPOT_LIGHTS > 0 ) && defined( RE_Direct )
	SpotLight spotLight;
	vec4 spotColor;
	vec3 spotLightCoord;
	bool inSpotLightMap;
	#if defined( USE_SHADOWMAP ) && NUM_SPOT_LIGHT_SHADOWS > 0
	SpotLightShadow spotLightShadow;
	#endif
	#pragma unroll_loop_start
	for ( int i = 0; i < NUM_SPOT_LIGHTS; i ++ ) {
		spotLight = spotLights[ i ];
		getSpotLightInfo( spotLight, geometryPosition, directLight );
		#if ( UNROLLED_LOOP_INDEX < NUM_SPOT_LIGHT_SHADOWS_WITH_MAPS )
		#define SPOT_LIGHT_MAP_INDEX UNROLLED_LOOP_INDEX
		#elif ( UNROLLED_LOOP_INDEX < NUM_SPOT_LIGHT_SHADOWS )
		#define SPOT_LIGHT_MAP_INDEX NUM_SPOT_LIGHT_MAPS
		#else
		#define SPOT_LIGHT_MAP_INDEX ( UNROLLED_LOOP_INDEX - NUM_SPOT_LIGHT_SHADOWS + NUM_SPOT_LIGHT_SHADOWS_WITH_MAPS )
		#endif
		#if ( SPOT_LIGHT_MAP_INDEX < NUM_SPOT_LIGHT_MAPS )
			spotLightCoord = vSpotLightCoord[ i ].xyz / vSpotLightCoord[ i ].w;
			inSpotLightMap = all( lessThan( abs( spotLightCoord * 2. - 1. ), vec3( 1.0 ) ) );
			spotColor = texture2D( spotLightMap[ SPOT_LIGHT_MAP_INDEX ], spotLightCoord.xy );
			directLight.color = inSpotLightMap ? directLight.color * spotColor.rgb : directLight.color;
		#endif
		#undef SPOT_LIGHT_MAP_INDEX
		#if defined( USE_SHADOWMAP ) && ( UNROLLED_LOOP_INDEX < NUM_SPOT_LIGHT_SHADOWS )
		spotLightShadow = spotLightShadows[ i ];
		directLight.color *= ( directLight.visible && receiveShadow ) ? getShadow( spotShadowMap[ i ], spotLightShadow.shadowMapSize, spotLightShadow.shadowIntensity, spotLightShadow.shadowBias, spotLightShadow.shadowRadius, vSpotLightCoord[ i ] ) : 1.0;
		#endif
		RE_Direct( directLight, geometryPosition, geometryNormal, geometryViewDir, geometryClearcoatNormal, material, reflectedLight );
	}
	#pragma unroll_loop_end
#endif
#if ( NUM_SUN_LIGHTS > 0 ) && defined( RE_Direct )
	SunLight sunLight;
	#if defined( USE_SHADOWMAP ) && NUM_SUN_LIGHT_SHADOWS > 0
	SunLightShadow sunLightShadow;
	#endif
	#pragma unroll_loop_start
	for ( int i = 0; i < NUM_SUN_LIGHTS; i ++ ) {
		sunLight = sunLights[ i ];
		getSunLightInfo( sunLight, directLight );
		#if defined( USE_SHADOWMAP ) && ( UNROLLED_LOOP_INDEX < NUM_SUN_LIGHT_SHADOWS )
		sunLightShadow = sunLightShadows[ i ];
		directLight.color *= ( directLight.visible && receiveShadow ) ? getSunShadow( sunShadowMap[ i ], sunLightShadow, UNROLLED_LOOP_INDEX ) : 1.0;
		#endif
		RE_Direct( directLight, geometryPosition, geometryNormal, geometryViewDir, geometryClearcoatNormal, material, reflectedLight );
	}
	#pragma unroll_loop_end
#endif
#if ( NUM_DIR_LIGHTS > 0 ) && defined( RE_Direct )
	DirectionalLight directionalLight;
	#if defined( USE_SHADOWMAP ) && NUM_DIR_LIGHT_SHADOWS > 0
	DirectionalLightShadow directionalLightShadow;
	#endif
	#pragma unroll_loop_start
	for ( int i = 0; i < NUM_DIR_LIGHTS; i ++ ) {
		directionalLight = directionalLights[ i ];
		getDirectionalLightInfo( directionalLight, directLight );
		#if defined( USE_SHADOWMAP ) && ( UNROLLED_LOOP_INDEX < NUM_DIR_LIGHT_SHADOWS )
		directionalLightShadow = directionalLightShadows[ i ];
		directLight.color *= ( directLight.visible && receiveShadow ) ? getShadow( directionalShadowMap[ i ], directionalLightShadow.shadowMapSize, directionalLightShadow.shadowIntensity, directionalLightShadow.shadowBias, directionalLightShadow.shadowRadius, vDirectionalShadowCoord[ i ] ) : 1.0;
		#endif
		RE_Direct( directLight, geometryPosition, geometryNormal, geometryViewDir, geometryClearcoatNormal, material, reflectedLight );
	}
	#pragma unroll_loop_end
#endif
#if ( NUM_RECT_AREA_LIGHTS > 0 ) && defined( RE_Direct_RectArea )
	RectAreaLight rectAreaLight;
	#pragma unroll_loop_start
	for ( int i = 0; i < NUM_RECT_AREA_LIGHTS; i ++ ) {
		rectAreaLight = rectAreaLights[ i ];
		RE_Direct_RectArea( rectAreaLight, geometryPosition, geometryNormal, geometryViewDir, geometryClearcoatNormal, material, reflectedLight );
	}
	#pragma unroll_loop_end
#endif
#if defined( RE_IndirectDiffuse )
	vec3 iblIrradiance = vec3( 0.0 );
	vec3 irradiance = getAmbientLightIrradiance( ambientLightColor );
	#if defined( USE_LIGHT_PROBES )
		irradiance += getLightProbeIrradiance( lightProbe, geometryNormal );
	#endif
	#if ( NUM_HEMI_LIGHTS > 0 )
		#pragma unroll_loop_start
		for ( int i = 0; i < NUM_HEMI_LIGHTS; i ++ ) {
			irradiance += getHemisphereLightIrradiance( hemisphereLights[ i ], geometryNormal );
		}
		#pragma unroll_loop_end
	#endif
	#if NUM_LIGHT_PROBE_GRIDS > 0
		vec3 probeWorldPos = ( ( vec4( geometryPosition, 1.0 ) - viewMatrix[ 3 ] ) * viewMatrix ).xyz;
		vec3 probeWorldNormal = transformNormalByInverseViewMatrix( geometryNormal, viewMatrix );
		int probeGrid = - 1;
		#pragma unroll_loop_start
		for ( int i = 0; i < NUM_LIGHT_PROBE_GRIDS; i ++ ) {
			if ( isInsideLightProbeGrid( probeWorldPos, probeWorldNormal, probesMin[ i ], probesMax[ i ], probesResolution[ i ] ) ) probeGrid = UNROLLED_LOOP_INDEX;
		}
		#pragma unroll_loop_end
		#pragma unroll_loop_start
		for ( int i = 0; i < NUM_LIGHT_PROBE_GRIDS; i ++ ) {
			if ( probeGrid == UNROLLED_LOOP_INDEX ) irradiance += getLightProbeGridIrradiance( probesSH[ i ], probesMin[ i ], probesMax[ i ], probesResolution[ i ], probeWorldPos, probeWorldNormal );
		}
		#pragma unroll_loop_end
	#endif
#endif
#if defined( RE_IndirectSpecular )
	vec3 radiance = vec3( 0.0 );
	vec3 clearcoatRadiance = vec3( 0.0 );
#endif`,ow=`#if defined( RE_IndirectDiffuse )
	#ifdef USE_LIGHTMAP
		vec4 lightMapTexel = texture2D( lightMap, vLightMapUv );
		vec3 lightMapIrradiance = lightMapTexel.rgb * lightMapIntensity;
		irradiance += lightMapIrradiance;
	#endif
	#if defined( USE_ENVMAP ) && defined( ENVMAP_TYPE_PMREM )
		#if defined( STANDARD ) || defined( LAMBERT ) || defined( PHONG )
			iblIrradiance += getIBLIrradiance( geometryNormal );
		#endif
	#endif
#endif
#if defined( USE_ENVMAP ) && defined( RE_IndirectSpecular )
	#ifdef USE_ANISOTROPY
		vec3 iblRadiance = getIBLAnisotropyRadiance( geometryViewDir, geometryNormal, material.roughness, material.anisotropyB, material.anisotropy );
	#else
		vec3 iblRadiance = getIBLRadiance( geometryViewDir, geometryNormal, material.roughness );
	#endif
	#ifdef USE_RETROREFLECTION
		#ifdef USE_ANISOTROPY
			vec3 retroIBLRadiance = getIBLAnisotropyRetroRadiance( geometryViewDir, geometryNormal, material.roughness, material.anisotropyB, material.anisotropy );
		#else
			vec3 retroIBLRadiance = getIBLRetroRadiance( geometryViewDir, geometryNormal, material.roughness );
		#endif
		iblRadiance = mix( iblRadiance, retroIBLRadiance, saturate( material.retroreflectivity ) );
	#endif
	radiance += iblRadiance;
	#ifdef USE_CLEARCOAT
		clearcoatRadiance += getIBLRadiance( geometryViewDir, geometryClearcoatNormal, material.clearcoatRoughness );
	#endif
#endif`,aw=`#if defined( RE_IndirectDiffuse )
	#if defined( LAMBERT ) || defined( PHONG )
		irradiance += iblIrradiance;
	#endif
	RE_IndirectDiffuse( irradiance, geometryPosition, geometryNormal, geometryViewDir, geometryClearcoatNormal, material, reflectedLight );
#endif
#if defined( RE_IndirectSpecular )
	RE_IndirectSpecular( radiance, iblIrradiance, clearcoatRadiance, geometryPosition, geometryNormal, geometryViewDir, geometryClearcoatNormal, material, reflectedLight );
#endif`,lw=`#if NUM_LIGHT_PROBE_GRIDS > 0
uniform highp sampler3D probesSH[ NUM_LIGHT_PROBE_GRIDS ];
uniform vec3 probesMin[ NUM_LIGHT_PROBE_GRIDS ];
uniform vec3 probesMax[ NUM_LIGHT_PROBE_GRIDS ];
uniform vec3 probesResolution[ NUM_LIGHT_PROBE_GRIDS ];
bool isInsideLightProbeGrid( vec3 worldPos, vec3 worldNormal, vec3 probesMin, vec3 probesMax, vec3 probesResolution ) {
	vec3 spacing = ( probesMax - probesMin ) / probesResolution;
	vec3 samplePos = worldPos + worldNormal * spacing * 0.5;
	vec3 margin = spacing * 0.01;
	return all( greaterThanEqual( samplePos, probesMin - margin ) ) && all( lessThanEqual( samplePos, probesMax + margin ) );
}
vec3 getLightProbeGridIrradiance( highp sampler3D probesSH, vec3 probesMin, vec3 probesMax, vec3 probesResolution, vec3 worldPos, vec3 worldNormal ) {
	vec3 res = probesResolution;
	vec3 gridRange = probesMax - probesMin;
	vec3 probeSpacing = gridRange / res;
	vec3 samplePos = worldPos + worldNormal * probeSpacing * 0.5;
	vec3 uvw = clamp( ( samplePos - probesMin ) / gridRange, 0.5 / res, 1.0 - 0.5 / res );
	float nz          = res.z;
	float paddedSlices = nz + 2.0;
	float atlasDepth  = 7.0 * paddedSlices;
	float uvZBase     = uvw.z * nz + 1.0;
	vec4 s0 = texture( probesSH, vec3( uvw.xy, ( uvZBase                       ) / atlasDepth ) );
	vec4 s1 = texture( probesSH, vec3( uvw.xy, ( uvZBase +       paddedSlices   ) / atlasDepth ) );
	vec4 s2 = texture( probesSH, vec3( uvw.xy, ( uvZBase + 2.0 * paddedSlices   ) / atlasDepth ) );
	vec4 s3 = texture( probesSH, vec3( uvw.xy, ( uvZBase + 3.0 * paddedSlices   ) / atlasDepth ) );
	vec4 s4 = texture( probesSH, vec3( uvw.xy, ( uvZBase + 4.0 * paddedSlices   ) / atlasDepth ) );
	vec4 s5 = texture( probesSH, vec3( uvw.xy, ( uvZBase + 5.0 * paddedSlices   ) / atlasDepth ) );
	vec4 s6 = texture( probesSH, vec3( uvw.xy, ( uvZBase + 6.0 * paddedSlices   ) / atlasDepth ) );
	vec3 c0 = s0.xyz;
	vec3 c1 = vec3( s0.w, s1.xy );
	vec3 c2 = vec3( s1.zw, s2.x );
	vec3 c3 = s2.yzw;
	vec3 c4 = s3.xyz;
	vec3 c5 = vec3( s3.w, s4.xy );
	vec3 c6 = vec3( s4.zw, s5.x );
	vec3 c7 = s5.yzw;
	vec3 c8 = s6.xyz;
	float x = worldNormal.x, y = worldNormal.y, z = worldNormal.z;
	vec3 result = c0 * 0.886227;
	result += c1 * 2.0 * 0.511664 * y;
	result += c2 * 2.0 * 0.511664 * z;
	result += c3 * 2.0 * 0.511664 * x;
	result += c4 * 2.0 * 0.429043 * x * y;
	result += c5 * 2.0 * 0.429043 * y * z;
	result += c6 * ( 0.743125 * z * z - 0.247708 );
	result += c7 * 2.0 * 0.429043 * x * z;
	result += c8 * 0.429043 * ( x * x - y * y );
	return max( result, vec3( 0.0 ) );
}
#endif`,cw=`#if defined( USE_LOGARITHMIC_DEPTH_BUFFER )
	gl_FragDepth = vIsPerspective == 0.0 ? gl_FragCoord.z : log2( vFragDepth ) * logDepthBufFC * 0.5;
#endif`,hw=`#if defined( USE_LOGARITHMIC_DEPTH_BUFFER )
	uniform float logDepthBufFC;
	varying float vFragDepth;
	varying float vIsPerspective;
#endif`,uw=`#ifdef USE_LOGARITHMIC_DEPTH_BUFFER
	varying float vFragDepth;
	varying float vIsPerspective;
#endif`,dw=`#ifdef USE_LOGARITHMIC_DEPTH_BUFFER
	vFragDepth = 1.0 + gl_Position.w;
	vIsPerspective = float( isPerspectiveMatrix( projectionMatrix ) );
#endif`,fw=`#ifdef USE_MAP
	vec4 sampledDiffuseColor = texture2D( map, vMapUv );
	#ifdef DECODE_VIDEO_TEXTURE
		sampledDiffuseColor = sRGBTransferEOTF( sampledDiffuseColor );
	#endif
	diffuseColor *= sampledDiffuseColor;
#endif`,pw=`#ifdef USE_MAP
	uniform sampler2D map;
#endif`,mw=`#if defined( USE_MAP ) || defined( USE_ALPHAMAP )
	#if defined( USE_POINTS_UV )
		vec2 uv = vUv;
	#else
		vec2 uv = ( uvTransform * vec3( gl_PointCoord.x, 1.0 - gl_PointCoord.y, 1 ) ).xy;
	#endif
#endif
#ifdef USE_MAP
	diffuseColor *= texture2D( map, uv );
#endif
#ifdef USE_ALPHAMAP
	diffuseColor.a *= texture2D( alphaMap, uv ).g;
#endif`,gw=`#if defined( USE_POINTS_UV )
	varying vec2 vUv;
#else
	#if defined( USE_MAP ) || defined( USE_ALPHAMAP )
		uniform mat3 uvTransform;
	#endif
#endif
#ifdef USE_MAP
	uniform sampler2D map;
#endif
#ifdef USE_ALPHAMAP
	uniform sampler2D alphaMap;
#endif`,yw=`float metalnessFactor = metalness;
#ifdef USE_METALNESSMAP
	vec4 texelMetalness = texture2D( metalnessMap, vMetalnessMapUv );
	metalnessFactor *= texelMetalness.b;
#endif`,xw=`#ifdef USE_METALNESSMAP
	uniform sampler2D metalnessMap;
#endif`,vw=`#ifdef USE_INSTANCING_MORPH
	float morphTargetInfluences[ MORPHTARGETS_COUNT ];
	float morphTargetBaseInfluence = texelFetch( morphTexture, ivec2( 0, gl_InstanceID ), 0 ).r;
	for ( int i = 0; i < MORPHTARGETS_COUNT; i ++ ) {
		morphTargetInfluences[i] =  texelFetch( morphTexture, ivec2( i + 1, gl_InstanceID ), 0 ).r;
	}
#endif`,_w=`#if defined( USE_MORPHCOLORS )
	#if defined( USE_COLOR_ALPHA )
		vColor *= morphTargetBaseInfluence;
	#elif defined( USE_COLOR )
		vColor.rgb *= morphTargetBaseInfluence;
	#endif
	for ( int i = 0; i < MORPHTARGETS_COUNT; i ++ ) {
		#if defined( USE_COLOR_ALPHA )
			if ( morphTargetInfluences[ i ] != 0.0 ) vColor += getMorph( gl_VertexID, i, 2 ) * morphTargetInfluences[ i ];
		#elif defined( USE_COLOR )
			if ( morphTargetInfluences[ i ] != 0.0 ) vColor.rgb += getMorph( gl_VertexID, i, 2 ).rgb * morphTargetInfluences[ i ];
		#endif
	}
#endif`,bw=`#ifdef USE_MORPHNORMALS
	objectNormal *= morphTargetBaseInfluence;
	for ( int i = 0; i < MORPHTARGETS_COUNT; i ++ ) {
		if ( morphTargetInfluences[ i ] != 0.0 ) objectNormal += getMorph( gl_VertexID, i, 1 ).xyz * morphTargetInfluences[ i ];
	}
#endif`,Sw=`#ifdef USE_MORPHTARGETS
	#ifndef USE_INSTANCING_MORPH
		uniform float morphTargetBaseInfluence;
		uniform float morphTargetInfluences[ MORPHTARGETS_COUNT ];
	#endif
	uniform sampler2DArray morphTargetsTexture;
	uniform ivec2 morphTargetsTextureSize;
	vec4 getMorph( const in int vertexIndex, const in int morphTargetIndex, const in int offset ) {
		int texelIndex = vertexIndex * MORPHTARGETS_TEXTURE_STRIDE + offset;
		int y = texelIndex / morphTargetsTextureSize.x;
		int x = texelIndex - y * morphTargetsTextureSize.x;
		ivec3 morphUV = ivec3( x, y, morphTargetIndex );
		return texelFetch( morphTargetsTexture, morphUV, 0 );
	}
#endif`,ww=`#ifdef USE_MORPHTARGETS
	transformed *= morphTargetBaseInfluence;
	for ( int i = 0; i < MORPHTARGETS_COUNT; i ++ ) {
		if ( morphTargetInfluences[ i ] != 0.0 ) transformed += getMorph( gl_VertexID, i, 0 ).xyz * morphTargetInfluences[ i ];
	}
#endif`,Mw=`float faceDirection = gl_FrontFacing ? 1.0 : - 1.0;
#ifdef FLAT_SHADED
	vec3 fdx = dFdx( vViewPosition );
	vec3 fdy = dFdy( vViewPosition );
	vec3 normal = normalize( cross( fdx, fdy ) );
#else
	vec3 normal = normalize( vNormal );
	#ifdef DOUBLE_SIDED
		normal *= faceDirection;
	#endif
#endif
#if defined( USE_NORMALMAP_TANGENTSPACE ) || defined( USE_CLEARCOAT_NORMALMAP ) || defined( USE_ANISOTROPY )
	#ifdef USE_TANGENT
		mat3 tbn = mat3( normalize( vTangent ), normalize( vBitangent ), normal );
	#else
		mat3 tbn = getTangentFrame( - vViewPosition, normal,
		#if defined( USE_NORMALMAP )
			vNormalMapUv
		#elif defined( USE_CLEARCOAT_NORMALMAP )
			vClearcoatNormalMapUv
		#else
			vUv
		#endif
		);
	#endif
	#ifdef DOUBLE_SIDED
		tbn[0] *= faceDirection;
		tbn[1] *= faceDirection;
	#endif
#endif
#ifdef USE_CLEARCOAT_NORMALMAP
	#ifdef USE_TANGENT
		mat3 tbn2 = mat3( normalize( vTangent ), normalize( vBitangent ), normal );
	#else
		mat3 tbn2 = getTangentFrame( - vViewPosition, normal, vClearcoatNormalMapUv );
	#endif
	#ifdef DOUBLE_SIDED
		tbn2[0] *= faceDirection;
		tbn2[1] *= faceDirection;
	#endif
#endif
vec3 nonPerturbedNormal = normal;`,Tw=`#ifdef USE_NORMALMAP_OBJECTSPACE
	normal = texture2D( normalMap, vNormalMapUv ).xyz * 2.0 - 1.0;
	#ifdef FLIP_SIDED
		normal = - normal;
	#endif
	#ifdef DOUBLE_SIDED
		normal = normal * faceDirection;
	#endif
	normal = normalize( normalMatrix * normal );
#elif defined( USE_NORMALMAP_TANGENTSPACE )
	vec3 mapN = texture2D( normalMap, vNormalMapUv ).xyz * 2.0 - 1.0;
	#if defined( USE_PACKED_NORMALMAP )
		mapN = vec3( mapN.xy, sqrt( saturate( 1.0 - dot( mapN.xy, mapN.xy ) ) ) );
	#endif
	mapN.xy *= normalScale;
	normal = normalize( tbn * mapN );
#elif defined( USE_BUMPMAP )
	normal = perturbNormalArb( - vViewPosition, normal, dHdxy_fwd(), faceDirection );
#endif`,Ew=`#ifndef FLAT_SHADED
	varying vec3 vNormal;
	#ifdef USE_TANGENT
		varying vec3 vTangent;
		varying vec3 vBitangent;
	#endif
#endif`,Aw=`#ifndef FLAT_SHADED
	varying vec3 vNormal;
	#ifdef USE_TANGENT
		varying vec3 vTangent;
		varying vec3 vBitangent;
	#endif
#endif`,Cw=`#ifndef FLAT_SHADED
	vNormal = normalize( transformedNormal );
	#ifdef USE_TANGENT
		vTangent = normalize( transformedTangent );
		vBitangent = normalize( cross( vNormal, vTangent ) * tangent.w );
		#ifdef FLIP_SIDED
			vBitangent = - vBitangent;
		#endif
	#endif
#endif`,Rw=`#ifdef USE_NORMALMAP
	uniform sampler2D normalMap;
	uniform vec2 normalScale;
#endif
#ifdef USE_NORMALMAP_OBJECTSPACE
	uniform mat3 normalMatrix;
#endif
#if ! defined ( USE_TANGENT ) && ( defined ( USE_NORMALMAP_TANGENTSPACE ) || defined ( USE_CLEARCOAT_NORMALMAP ) || defined( USE_ANISOTROPY ) )
	mat3 getTangentFrame( vec3 eye_pos, vec3 surf_norm, vec2 uv ) {
		vec3 q0 = dFdx( eye_pos.xyz );
		vec3 q1 = dFdy( eye_pos.xyz );
		vec2 st0 = dFdx( uv.st );
		vec2 st1 = dFdy( uv.st );
		vec3 N = surf_norm;
		vec3 q1perp = cross( q1, N );
		vec3 q0perp = cross( N, q0 );
		vec3 T = q1perp * st0.x + q0perp * st1.x;
		vec3 B = q1perp * st0.y + q0perp * st1.y;
		float det = max( dot( T, T ), dot( B, B ) );
		float scale = ( det == 0.0 ) ? 0.0 : inversesqrt( det );
		return mat3( T * scale, B * scale, N );
	}
#endif`,Iw=`#ifdef USE_CLEARCOAT
	vec3 clearcoatNormal = nonPerturbedNormal;
#endif`,Pw=`#ifdef USE_CLEARCOAT_NORMALMAP
	vec3 clearcoatMapN = texture2D( clearcoatNormalMap, vClearcoatNormalMapUv ).xyz * 2.0 - 1.0;
	clearcoatMapN.xy *= clearcoatNormalScale;
	clearcoatNormal = normalize( tbn2 * clearcoatMapN );
#endif`,Lw=`#ifdef USE_CLEARCOATMAP
	uniform sampler2D clearcoatMap;
#endif
#ifdef USE_CLEARCOAT_NORMALMAP
	uniform sampler2D clearcoatNormalMap;
	uniform vec2 clearcoatNormalScale;
#endif
#ifdef USE_CLEARCOAT_ROUGHNESSMAP
	uniform sampler2D clearcoatRoughnessMap;
#endif`,Dw=`#ifdef USE_IRIDESCENCEMAP
	uniform sampler2D iridescenceMap;
#endif
#ifdef USE_IRIDESCENCE_THICKNESSMAP
	uniform sampler2D iridescenceThicknessMap;
#endif`,Nw=`#ifdef OPAQUE
diffuseColor.a = 1.0;
#endif
#ifdef USE_TRANSMISSION
diffuseColor.a *= material.transmissionAlpha;
#endif
gl_FragColor = vec4( outgoingLight, diffuseColor.a );`,Uw=`vec3 packNormalToRGB( const in vec3 normal ) {
	return normalize( normal ) * 0.5 + 0.5;
}
vec3 unpackRGBToNormal( const in vec3 rgb ) {
	return 2.0 * rgb.xyz - 1.0;
}
const float PackUpscale = 256. / 255.;const float UnpackDownscale = 255. / 256.;const float ShiftRight8 = 1. / 256.;
const float Inv255 = 1. / 255.;
const vec4 PackFactors = vec4( 1.0, 256.0, 256.0 * 256.0, 256.0 * 256.0 * 256.0 );
const vec2 UnpackFactors2 = vec2( UnpackDownscale, 1.0 / PackFactors.g );
const vec3 UnpackFactors3 = vec3( UnpackDownscale / PackFactors.rg, 1.0 / PackFactors.b );
const vec4 UnpackFactors4 = vec4( UnpackDownscale / PackFactors.rgb, 1.0 / PackFactors.a );
vec4 packDepthToRGBA( const in float v ) {
	if( v <= 0.0 )
		return vec4( 0., 0., 0., 0. );
	if( v >= 1.0 )
		return vec4( 1., 1., 1., 1. );
	float vuf;
	float af = modf( v * PackFactors.a, vuf );
	float bf = modf( vuf * ShiftRight8, vuf );
	float gf = modf( vuf * ShiftRight8, vuf );
	return vec4( vuf * Inv255, gf * PackUpscale, bf * PackUpscale, af );
}
vec3 packDepthToRGB( const in float v ) {
	if( v <= 0.0 )
		return vec3( 0., 0., 0. );
	if( v >= 1.0 )
		return vec3( 1., 1., 1. );
	float vuf;
	float bf = modf( v * PackFactors.b, vuf );
	float gf = modf( vuf * ShiftRight8, vuf );
	return vec3( vuf * Inv255, gf * PackUpscale, bf );
}
vec2 packDepthToRG( const in float v ) {
	if( v <= 0.0 )
		return vec2( 0., 0. );
	if( v >= 1.0 )
		return vec2( 1., 1. );
	float vuf;
	float gf = modf( v * 256., vuf );
	return vec2( vuf * Inv255, gf );
}
float unpackRGBAToDepth( const in vec4 v ) {
	return dot( v, UnpackFactors4 );
}
float unpackRGBToDepth( const in vec3 v ) {
	return dot( v, UnpackFactors3 );
}
float unpackRGToDepth( const in vec2 v ) {
	return v.r * UnpackFactors2.r + v.g * UnpackFactors2.g;
}
vec4 pack2HalfToRGBA( const in vec2 v ) {
	vec4 r = vec4( v.x, fract( v.x * 255.0 ), v.y, fract( v.y * 255.0 ) );
	return vec4( r.x - r.y / 255.0, r.y, r.z - r.w / 255.0, r.w );
}
vec2 unpackRGBATo2Half( const in vec4 v ) {
	return vec2( v.x + ( v.y / 255.0 ), v.z + ( v.w / 255.0 ) );
}
float viewZToOrthographicDepth( const in float viewZ, const in float near, const in float far ) {
	return ( viewZ + near ) / ( near - far );
}
float orthographicDepthToViewZ( const in float depth, const in float near, const in float far ) {
	#ifdef USE_REVERSED_DEPTH_BUFFER
	
		return depth * ( far - near ) - far;
	#else
		return depth * ( near - far ) - near;
	#endif
}
float viewZToPerspectiveDepth( const in float viewZ, const in float near, const in float far ) {
	return ( ( near + viewZ ) * far ) / ( ( far - near ) * viewZ );
}
float perspectiveDepthToViewZ( const in float depth, const in float near, const in float far ) {
	
	#ifdef USE_REVERSED_DEPTH_BUFFER
		return ( near * far ) / ( ( near - far ) * depth - near );
	#else
		return ( near * far ) / ( ( far - near ) * depth - far );
	#endif
}`,Ow=`#ifdef PREMULTIPLIED_ALPHA
	gl_FragColor.rgb *= gl_FragColor.a;
#endif`,Fw=`vec4 mvPosition = vec4( transformed, 1.0 );
#ifdef USE_BATCHING
	mvPosition = batchingMatrix * mvPosition;
#endif
#ifdef USE_INSTANCING
	mvPosition = instanceMatrix * mvPosition;
#endif
mvPosition = modelViewMatrix * mvPosition;
gl_Position = projectionMatrix * mvPosition;`,Bw=`#ifdef DITHERING
	gl_FragColor.rgb = dithering( gl_FragColor.rgb );
#endif`,kw=`#ifdef DITHERING
	vec3 dithering( vec3 color ) {
		float grid_position = rand( gl_FragCoord.xy );
		vec3 dither_shift_RGB = vec3( 0.25 / 255.0, -0.25 / 255.0, 0.25 / 255.0 );
		dither_shift_RGB = mix( 2.0 * dither_shift_RGB, -2.0 * dither_shift_RGB, grid_position );
		return color + dither_shift_RGB;
	}
#endif`,zw=`float roughnessFactor = roughness;
#ifdef USE_ROUGHNESSMAP
	vec4 texelRoughness = texture2D( roughnessMap, vRoughnessMapUv );
	roughnessFactor *= texelRoughness.g;
#endif`,Vw=`#ifdef USE_ROUGHNESSMAP
	uniform sampler2D roughnessMap;
#endif`,Hw=`#if NUM_SPOT_LIGHT_COORDS > 0
	varying vec4 vSpotLightCoord[ NUM_SPOT_LIGHT_COORDS ];
#endif
#if NUM_SPOT_LIGHT_MAPS > 0
	uniform sampler2D spotLightMap[ NUM_SPOT_LIGHT_MAPS ];
#endif
#ifdef USE_SHADOWMAP
	#if NUM_SUN_LIGHT_SHADOWS > 0
		#define SUN_LIGHT_CASCADES 2
		#if defined( SHADOWMAP_TYPE_PCF )
			uniform sampler2DShadow sunShadowMap[ NUM_SUN_LIGHT_SHADOWS ];
		#else
			uniform sampler2D sunShadowMap[ NUM_SUN_LIGHT_SHADOWS ];
		#endif
		uniform mat4 sunShadowMatrix[ NUM_SUN_LIGHT_SHADOWS * SUN_LIGHT_CASCADES ];
		uniform vec4 sunShadowCascade[ NUM_SUN_LIGHT_SHADOWS * SUN_LIGHT_CASCADES ];
		varying vec4 vSunShadowWorldPosition;
		varying vec3 vSunShadowWorldNormal;
		struct SunLightShadow {
			float shadowIntensity;
			float shadowBias;
			float shadowNormalBias;
			float shadowRadius;
			vec2 shadowMapSize;
		};
		uniform SunLightShadow sunLightShadows[ NUM_SUN_LIGHT_SHADOWS ];
	#endif
	#if NUM_DIR_LIGHT_SHADOWS > 0
		#if defined( SHADOWMAP_TYPE_PCF )
			uniform sampler2DShadow directionalShadowMap[ NUM_DIR_LIGHT_SHADOWS ];
		#else
			uniform sampler2D directionalShadowMap[ NUM_DIR_LIGHT_SHADOWS ];
		#endif
		varying vec4 vDirectionalShadowCoord[ NUM_DIR_LIGHT_SHADOWS ];
		struct DirectionalLightShadow {
			float shadowIntensity;
			float shadowBias;
			float shadowNormalBias;
			float shadowRadius;
			vec2 shadowMapSize;
		};
		uniform DirectionalLightShadow directionalLightShadows[ NUM_DIR_LIGHT_SHADOWS ];
	#endif
	#if NUM_SPOT_LIGHT_SHADOWS > 0
		#if defined( SHADOWMAP_TYPE_PCF )
			uniform sampler2DShadow spotShadowMap[ NUM_SPOT_LIGHT_SHADOWS ];
		#else
			uniform sampler2D spotShadowMap[ NUM_SPOT_LIGHT_SHADOWS ];
		#endif
		struct SpotLightShadow {
			float shadowIntensity;
			float shadowBias;
			float shadowNormalBias;
			float shadowRadius;
			vec2 shadowMapSize;
		};
		uniform SpotLightShadow spotLightShadows[ NUM_SPOT_LIGHT_SHADOWS ];
	#endif
	#if NUM_POINT_LIGHT_SHADOWS > 0
		#if defined( SHADOWMAP_TYPE_PCF )
			uniform samplerCubeShadow pointShadowMap[ NUM_POINT_LIGHT_SHADOWS ];
		#elif defined( SHADOWMAP_TYPE_BASIC )
			uniform samplerCube pointShadowMap[ NUM_POINT_LIGHT_SHADOWS ];
		#endif
		varying vec4 vPointShadowCoord[ NUM_POINT_LIGHT_SHADOWS ];
		struct PointLightShadow {
			float shadowIntensity;
			float shadowBias;
			float shadowNormalBias;
			float shadowRadius;
			vec2 shadowMapSize;
			float shadowCameraNear;
			float shadowCameraFar;
		};
		uniform PointLightShadow pointLightShadows[ NUM_POINT_LIGHT_SHADOWS ];
	#endif
	#if defined( SHADOWMAP_TYPE_PCF )
		float interleavedGradientNoise( vec2 position ) {
			return fract( 52.9829189 * fract( dot( position, vec2( 0.06711056, 0.00583715 ) ) ) );
		}
		vec2 vogelDiskSample( int sampleIndex, int samplesCount, float phi ) {
			const float goldenAngle = 2.399963229728653;
			float r = sqrt( ( float( sampleIndex ) + 0.5 ) / float( samplesCount ) );
			float theta = float( sampleIndex ) * goldenAngle + phi;
			return vec2( cos( theta ), sin( theta ) ) * r;
		}
	#endif
	#if defined( SHADOWMAP_TYPE_PCF )
		float getShadow( sampler2DShadow shadowMap, vec2 shadowMapSize, float shadowIntensity, float shadowBias, float shadowRadius, vec4 shadowCoord ) {
			float shadow = 1.0;
			shadowCoord.xyz /= shadowCoord.w;
			#ifdef USE_REVERSED_DEPTH_BUFFER
				shadowCoord.z -= shadowBias;
			#else
				shadowCoord.z += shadowBias;
			#endif
			bool inFrustum = shadowCoord.x >= 0.0 && shadowCoord.x <= 1.0 && shadowCoord.y >= 0.0 && shadowCoord.y <= 1.0;
			bool frustumTest = inFrustum && shadowCoord.z <= 1.0;
			if ( frustumTest ) {
				vec2 texelSize = vec2( 1.0 ) / shadowMapSize;
				vec2 radius = shadowRadius * texelSize;
				float phi = interleavedGradientNoise( gl_FragCoord.xy ) * PI2;
				shadow = (
					texture( shadowMap, vec3( shadowCoord.xy + vogelDiskSample( 0, 5, phi ) * radius, shadowCoord.z ) ) +
					texture( shadowMap, vec3( shadowCoord.xy + vogelDiskSample( 1, 5, phi ) * radius, shadowCoord.z ) ) +
					texture( shadowMap, vec3( shadowCoord.xy + vogelDiskSample( 2, 5, phi ) * radius, shadowCoord.z ) ) +
					texture( shadowMap, vec3( shadowCoord.xy + vogelDiskSample( 3, 5, phi ) * radius, shadowCoord.z ) ) +
					texture( shadowMap, vec3( shadowCoord.xy + vogelDiskSample( 4, 5, phi ) * radius, shadowCoord.z ) )
				) * 0.2;
			}
			return mix( 1.0, shadow, shadowIntensity );
		}
	#elif defined( SHADOWMAP_TYPE_VSM )
		float getShadow( sampler2D shadowMap, vec2 shadowMapSize, float shadowIntensity, float shadowBias, float shadowRadius, vec4 shadowCoord ) {
			float shadow = 1.0;
			shadowCoord.xyz /= shadowCoord.w;
			#ifdef USE_REVERSED_DEPTH_BUFFER
				shadowCoord.z -= shadowBias;
			#else
				shadowCoord.z += shadowBias;
			#endif
			bool inFrustum = shadowCoord.x >= 0.0 && shadowCoord.x <= 1.0 && shadowCoord.y >= 0.0 && shadowCoord.y <= 1.0;
			bool frustumTest = inFrustum && shadowCoord.z <= 1.0;
			if ( frustumTest ) {
				vec2 distribution = texture2D( shadowMap, shadowCoord.xy ).rg;
				float mean = distribution.x;
				float variance = distribution.y * distribution.y;
				#ifdef USE_REVERSED_DEPTH_BUFFER
					float hard_shadow = step( mean, shadowCoord.z );
				#else
					float hard_shadow = step( shadowCoord.z, mean );
				#endif
				
				if ( hard_shadow == 1.0 ) {
					shadow = 1.0;
				} else {
					variance = max( variance, 0.0000001 );
					float d = shadowCoord.z - mean;
					float p_max = variance / ( variance + d * d );
					p_max = clamp( ( p_max - 0.3 ) / 0.65, 0.0, 1.0 );
					shadow = max( hard_shadow, p_max );
				}
			}
			return mix( 1.0, shadow, shadowIntensity );
		}
	#else
		float getShadow( sampler2D shadowMap, vec2 shadowMapSize, float shadowIntensity, float shadowBias, float shadowRadius, vec4 shadowCoord ) {
			float shadow = 1.0;
			shadowCoord.xyz /= shadowCoord.w;
			#ifdef USE_REVERSED_DEPTH_BUFFER
				shadowCoord.z -= shadowBias;
			#else
				shadowCoord.z += shadowBias;
			#endif
			bool inFrustum = shadowCoord.x >= 0.0 && shadowCoord.x <= 1.0 && shadowCoord.y >= 0.0 && shadowCoord.y <= 1.0;
			bool frustumTest = inFrustum && shadowCoord.z <= 1.0;
			if ( frustumTest ) {
				float depth = texture2D( shadowMap, shadowCoord.xy ).r;
				#ifdef USE_REVERSED_DEPTH_BUFFER
					shadow = step( depth, shadowCoord.z );
				#else
					shadow = step( shadowCoord.z, depth );
				#endif
			}
			return mix( 1.0, shadow, shadowIntensity );
		}
	#endif
	#if NUM_SUN_LIGHT_SHADOWS > 0
		float getSunShadow(
			#if defined( SHADOWMAP_TYPE_PCF )
				sampler2DShadow shadowMap,
			#else
				sampler2D shadowMap,
			#endif
			SunLightShadow sunLightShadow,
			int shadowIndex
		) {
			vec4 shadowWorldPosition = vec4( vSunShadowWorldPosition.xyz + vSunShadowWorldNormal * sunLightShadow.shadowNormalBias, 1.0 );
			float viewDepth = vSunShadowWorldPosition.w;
			int cascadeOffset = shadowIndex * SUN_LIGHT_CASCADES;
			float shadow = 1.0;
			for ( int i = SUN_LIGHT_CASCADES - 1; i >= 0; i -- ) {
				vec4 cascade = sunShadowCascade[ cascadeOffset + i ];
				if ( viewDepth >= cascade.x && viewDepth < cascade.y ) {
					float cascadeShadow = getShadow(
						shadowMap,
						sunLightShadow.shadowMapSize,
						sunLightShadow.shadowIntensity,
						sunLightShadow.shadowBias,
						sunLightShadow.shadowRadius,
						sunShadowMatrix[ cascadeOffset + i ] * shadowWorldPosition
					);
					shadow = mix( cascadeShadow, shadow, smoothstep( cascade.z, cascade.y, viewDepth ) );
				}
			}
			return shadow;
		}
	#endif
	#if NUM_POINT_LIGHT_SHADOWS > 0
	#if defined( SHADOWMAP_TYPE_PCF )
	float getPointShadow( samplerCubeShadow shadowMap, vec2 shadowMapSize, float shadowIntensity, float shadowBias, float shadowRadius, vec4 shadowCoord, float shadowCameraNear, float shadowCameraFar ) {
		float shadow = 1.0;
		vec3 lightToPosition = shadowCoord.xyz;
		vec3 bd3D = normalize( lightToPosition );
		vec3 absVec = abs( lightToPosition );
		float viewSpaceZ = max( max( absVec.x, absVec.y ), absVec.z );
		if ( viewSpaceZ - shadowCameraFar <= 0.0 && viewSpaceZ - shadowCameraNear >= 0.0 ) {
			float lightDistance = length( lightToPosition );
			float depthRange = shadowCameraFar - shadowCameraNear;
			#ifdef USE_REVERSED_DEPTH_BUFFER
				float depthA = - shadowCameraNear / depthRange - shadowBias;
				float depthB = shadowCameraNear * shadowCameraFar / ( depthRange * lightDistance );
			#else
				float depthA = shadowCameraFar / depthRange + shadowBias;
				float depthB = - shadowCameraNear * shadowCameraFar / ( depthRange * lightDistance );
			#endif
			float texelSize = shadowRadius / shadowMapSize.x;
			vec3 absDir = abs( bd3D );
			vec3 tangent = absDir.x > absDir.z ? vec3( 0.0, 1.0, 0.0 ) : vec3( 1.0, 0.0, 0.0 );
			tangent = normalize( cross( bd3D, tangent ) );
			vec3 bitangent = cross( bd3D, tangent );
			float phi = interleavedGradientNoise( gl_FragCoord.xy ) * PI2;
			shadow = 0.0;
			for ( int i = 0; i < 5; i ++ ) {
				vec2 offset = vogelDiskSample( i, 5, phi );
				vec3 direction = bd3D + ( tangent * offset.x + bitangent * offset.y ) * texelSize;
				vec3 absDirection = abs( direction );
				float dp = depthA + depthB / max( max( absDirection.x, absDirection.y ), absDirection.z );
				shadow += texture( shadowMap, vec4( direction, dp ) );
			}
			shadow *= 0.2;
		}
		return mix( 1.0, shadow, shadowIntensity );
	}
	#elif defined( SHADOWMAP_TYPE_BASIC )
	float getPointShadow( samplerCube shadowMap, vec2 shadowMapSize, float shadowIntensity, float shadowBias, float shadowRadius, vec4 shadowCoord, float shadowCameraNear, float shadowCameraFar ) {
		float shadow = 1.0;
		vec3 lightToPosition = shadowCoord.xyz;
		vec3 absVec = abs( lightToPosition );
		float viewSpaceZ = max( max( absVec.x, absVec.y ), absVec.z );
		if ( viewSpaceZ - shadowCameraFar <= 0.0 && viewSpaceZ - shadowCameraNear >= 0.0 ) {
			float dp = ( shadowCameraFar * ( viewSpaceZ - shadowCameraNear ) ) / ( viewSpaceZ * ( shadowCameraFar - shadowCameraNear ) );
			dp += shadowBias;
			vec3 bd3D = normalize( lightToPosition );
			float depth = textureCube( shadowMap, bd3D ).r;
			#ifdef USE_REVERSED_DEPTH_BUFFER
				depth = 1.0 - depth;
			#endif
			shadow = step( dp, depth );
		}
		return mix( 1.0, shadow, shadowIntensity );
	}
	#endif
	#endif
#endif`,Gw=`#if NUM_SPOT_LIGHT_COORDS > 0
	uniform mat4 spotLightMatrix[ NUM_SPOT_LIGHT_COORDS ];
	varying vec4 vSpotLightCoord[ NUM_SPOT_LIGHT_COORDS ];
#endif
#ifdef USE_SHADOWMAP
	#if NUM_SUN_LIGHT_SHADOWS > 0
		varying vec4 vSunShadowWorldPosition;
		varying vec3 vSunShadowWorldNormal;
	#endif
	#if NUM_DIR_LIGHT_SHADOWS > 0
		uniform mat4 directionalShadowMatrix[ NUM_DIR_LIGHT_SHADOWS ];
		varying vec4 vDirectionalShadowCoord[ NUM_DIR_LIGHT_SHADOWS ];
		struct DirectionalLightShadow {
			float shadowIntensity;
			float shadowBias;
			float shadowNormalBias;
			float shadowRadius;
			vec2 shadowMapSize;
		};
		uniform DirectionalLightShadow directionalLightShadows[ NUM_DIR_LIGHT_SHADOWS ];
	#endif
	#if NUM_SPOT_LIGHT_SHADOWS > 0
		struct SpotLightShadow {
			float shadowIntensity;
			float shadowBias;
			float shadowNormalBias;
			float shadowRadius;
			vec2 shadowMapSize;
		};
		uniform SpotLightShadow spotLightShadows[ NUM_SPOT_LIGHT_SHADOWS ];
	#endif
	#if NUM_POINT_LIGHT_SHADOWS > 0
		uniform mat4 pointShadowMatrix[ NUM_POINT_LIGHT_SHADOWS ];
		varying vec4 vPointShadowCoord[ NUM_POINT_LIGHT_SHADOWS ];
		struct PointLightShadow {
			float shadowIntensity;
			float shadowBias;
			float shadowNormalBias;
			float shadowRadius;
			vec2 shadowMapSize;
			float shadowCameraNear;
			float shadowCameraFar;
		};
		uniform PointLightShadow pointLightShadows[ NUM_POINT_LIGHT_SHADOWS ];
	#endif
#endif`,Ww=`#if ( defined( USE_SHADOWMAP ) && ( NUM_DIR_LIGHT_SHADOWS > 0 || NUM_SUN_LIGHT_SHADOWS > 0 || NUM_POINT_LIGHT_SHADOWS > 0 ) ) || ( NUM_SPOT_LIGHT_COORDS > 0 )
	#ifdef HAS_NORMAL
		vec3 shadowWorldNormal = transformNormalByInverseViewMatrix( transformedNormal, viewMatrix );
	#else
		vec3 shadowWorldNormal = vec3( 0.0 );
	#endif
	vec4 shadowWorldPosition;
#endif
#if defined( USE_SHADOWMAP )
	#if NUM_SUN_LIGHT_SHADOWS > 0
		vSunShadowWorldPosition = vec4( worldPosition.xyz, - mvPosition.z );
		vSunShadowWorldNormal = shadowWorldNormal;
	#endif
	#if NUM_DIR_LIGHT_SHADOWS > 0
		#pragma unroll_loop_start
		for ( int i = 0; i < NUM_DIR_LIGHT_SHADOWS; i ++ ) {
			shadowWorldPosition = worldPosition + vec4( shadowWorldNormal * directionalLightShadows[ i ].shadowNormalBias, 0 );
			vDirectionalShadowCoord[ i ] = directionalShadowMatrix[ i ] * shadowWorldPosition;
		}
		#pragma unroll_loop_end
	#endif
	#if NUM_POINT_LIGHT_SHADOWS > 0
		#pragma unroll_loop_start
		for ( int i = 0; i < NUM_POINT_LIGHT_SHADOWS; i ++ ) {
			shadowWorldPosition = worldPosition + vec4( shadowWorldNormal * pointLightShadows[ i ].shadowNormalBias, 0 );
			vPointShadowCoord[ i ] = pointShadowMatrix[ i ] * shadowWorldPosition;
		}
		#pragma unroll_loop_end
	#endif
#endif
#if NUM_SPOT_LIGHT_COORDS > 0
	#pragma unroll_loop_start
	for ( int i = 0; i < NUM_SPOT_LIGHT_COORDS; i ++ ) {
		shadowWorldPosition = worldPosition;
		#if ( defined( USE_SHADOWMAP ) && UNROLLED_LOOP_INDEX < NUM_SPOT_LIGHT_SHADOWS )
			shadowWorldPosition.xyz += shadowWorldNormal * spotLightShadows[ i ].shadowNormalBias;
		#endif
		vSpotLightCoord[ i ] = spotLightMatrix[ i ] * shadowWorldPosition;
	}
	#pragma unroll_loop_end
#endif`,Xw=`float getShadowMask() {
	float shadow = 1.0;
	#ifdef USE_SHADOWMAP
	#if NUM_SUN_LIGHT_SHADOWS > 0
	SunLightShadow sunLight;
	#pragma unroll_loop_start
	for ( int i = 0; i < NUM_SUN_LIGHT_SHADOWS; i ++ ) {
		sunLight = sunLightShadows[ i ];
		shadow *= receiveShadow ? getSunShadow( sunShadowMap[ i ], sunLight, UNROLLED_LOOP_INDEX ) : 1.0;
	}
	#pragma unroll_loop_end
	#endif
	#if NUM_DIR_LIGHT_SHADOWS > 0
	DirectionalLightShadow directionalLight;
	#pragma unroll_loop_start
	for ( int i = 0; i < NUM_DIR_LIGHT_SHADOWS; i ++ ) {
		directionalLight = directionalLightShadows[ i ];
		shadow *= receiveShadow ? getShadow( directionalShadowMap[ i ], directionalLight.shadowMapSize, directionalLight.shadowIntensity, directionalLight.shadowBias, directionalLight.shadowRadius, vDirectionalShadowCoord[ i ] ) : 1.0;
	}
	#pragma unroll_loop_end
	#endif
	#if NUM_SPOT_LIGHT_SHADOWS > 0
	SpotLightShadow spotLight;
	#pragma unroll_loop_start
	for ( int i = 0; i < NUM_SPOT_LIGHT_SHADOWS; i ++ ) {
		spotLight = spotLightShadows[ i ];
		shadow *= receiveShadow ? getShadow( spotShadowMap[ i ], spotLight.shadowMapSize, spotLight.shadowIntensity, spotLight.shadowBias, spotLight.shadowRadius, vSpotLightCoord[ i ] ) : 1.0;
	}
	#pragma unroll_loop_end
	#endif
	#if NUM_POINT_LIGHT_SHADOWS > 0 && ( defined( SHADOWMAP_TYPE_PCF ) || defined( SHADOWMAP_TYPE_BASIC ) )
	PointLightShadow pointLight;
	#pragma unroll_loop_start
	for ( int i = 0; i < NUM_POINT_LIGHT_SHADOWS; i ++ ) {
		pointLight = pointLightShadows[ i ];
		shadow *= receiveShadow ? getPointShadow( pointShadowMap[ i ], pointLight.shadowMapSize, pointLight.shadowIntensity, pointLight.shadowBias, pointLight.shadowRadius, vPointShadowCoord[ i ], pointLight.shadowCameraNear, pointLight.shadowCameraFar ) : 1.0;
	}
	#pragma unroll_loop_end
	#endif
	#endif
	return shadow;
}`,$w=`#ifdef USE_SKINNING
	mat4 boneMatX = getBoneMatrix( skinIndex.x );
	mat4 boneMatY = getBoneMatrix( skinIndex.y );
	mat4 boneMatZ = getBoneMatrix( skinIndex.z );
	mat4 boneMatW = getBoneMatrix( skinIndex.w );
#endif`,Yw=`#ifdef USE_SKINNING
	uniform mat4 bindMatrix;
	uniform mat4 bindMatrixInverse;
	uniform highp sampler2D boneTexture;
	mat4 getBoneMatrix( const in float i ) {
		int size = textureSize( boneTexture, 0 ).x;
		int j = int( i ) * 4;
		int x = j % size;
		int y = j / size;
		vec4 v1 = texelFetch( boneTexture, ivec2( x, y ), 0 );
		vec4 v2 = texelFetch( boneTexture, ivec2( x + 1, y ), 0 );
		vec4 v3 = texelFetch( boneTexture, ivec2( x + 2, y ), 0 );
		vec4 v4 = texelFetch( boneTexture, ivec2( x + 3, y ), 0 );
		return mat4( v1, v2, v3, v4 );
	}
#endif`,qw=`#ifdef USE_SKINNING
	vec4 skinVertex = bindMatrix * vec4( transformed, 1.0 );
	vec4 skinned = vec4( 0.0 );
	skinned += boneMatX * skinVertex * skinWeight.x;
	skinned += boneMatY * skinVertex * skinWeight.y;
	skinned += boneMatZ * skinVertex * skinWeight.z;
	skinned += boneMatW * skinVertex * skinWeight.w;
	transformed = ( bindMatrixInverse * skinned ).xyz;
#endif`,jw=`#ifdef USE_SKINNING
	mat4 skinMatrix = mat4( 0.0 );
	skinMatrix += skinWeight.x * boneMatX;
	skinMatrix += skinWeight.y * boneMatY;
	skinMatrix += skinWeight.z * boneMatZ;
	skinMatrix += skinWeight.w * boneMatW;
	skinMatrix = bindMatrixInverse * skinMatrix * bindMatrix;
	objectNormal = vec4( skinMatrix * vec4( objectNormal, 0.0 ) ).xyz;
	#ifdef USE_TANGENT
		objectTangent = vec4( skinMatrix * vec4( objectTangent, 0.0 ) ).xyz;
	#endif
#endif`,Zw=`float specularStrength;
#ifdef USE_SPECULARMAP
	vec4 texelSpecular = texture2D( specularMap, vSpecularMapUv );
	specularStrength = texelSpecular.r;
#else
	specularStrength = 1.0;
#endif`,Kw=`#ifdef USE_SPECULARMAP
	uniform sampler2D specularMap;
#endif`,Jw=`#if defined( TONE_MAPPING )
	gl_FragColor.rgb = toneMapping( gl_FragColor.rgb );
#endif`,Qw=`#ifndef saturate
#define saturate( a ) clamp( a, 0.0, 1.0 )
#endif
uniform float toneMappingExposure;
vec3 LinearToneMapping( vec3 color ) {
	return saturate( toneMappingExposure * color );
}
vec3 ReinhardToneMapping( vec3 color ) {
	color *= toneMappingExposure;
	return saturate( color / ( vec3( 1.0 ) + color ) );
}
vec3 CineonToneMapping( vec3 color ) {
	color *= toneMappingExposure;
	color = max( vec3( 0.0 ), color - 0.004 );
	return pow( ( color * ( 6.2 * color + 0.5 ) ) / ( color * ( 6.2 * color + 1.7 ) + 0.06 ), vec3( 2.2 ) );
}
vec3 RRTAndODTFit( vec3 v ) {
	vec3 a = v * ( v + 0.0245786 ) - 0.000090537;
	vec3 b = v * ( 0.983729 * v + 0.4329510 ) + 0.238081;
	return a / b;
}
vec3 ACESFilmicToneMapping( vec3 color ) {
	const mat3 ACESInputMat = mat3(
		vec3( 0.59719, 0.07600, 0.02840 ),		vec3( 0.35458, 0.90834, 0.13383 ),
		vec3( 0.04823, 0.01566, 0.83777 )
	);
	const mat3 ACESOutputMat = mat3(
		vec3(  1.60475, -0.10208, -0.00327 ),		vec3( -0.53108,  1.10813, -0.07276 ),
		vec3( -0.07367, -0.00605,  1.07602 )
	);
	color *= toneMappingExposure / 0.6;
	color = ACESInputMat * color;
	color = RRTAndODTFit( color );
	color = ACESOutputMat * color;
	return saturate( color );
}
const mat3 LINEAR_REC2020_TO_LINEAR_SRGB = mat3(
	vec3( 1.6605, - 0.1246, - 0.0182 ),
	vec3( - 0.5876, 1.1329, - 0.1006 ),
	vec3( - 0.0728, - 0.0083, 1.1187 )
);
const mat3 LINEAR_SRGB_TO_LINEAR_REC2020 = mat3(
	vec3( 0.6274, 0.0691, 0.0164 ),
	vec3( 0.3293, 0.9195, 0.0880 ),
	vec3( 0.0433, 0.0113, 0.8956 )
);
vec3 agxDefaultContrastApprox( vec3 x ) {
	vec3 x2 = x * x;
	vec3 x4 = x2 * x2;
	return + 15.5 * x4 * x2
		- 40.14 * x4 * x
		+ 31.96 * x4
		- 6.868 * x2 * x
		+ 0.4298 * x2
		+ 0.1191 * x
		- 0.00232;
}
vec3 AgXToneMapping( vec3 color ) {
	const mat3 AgXInsetMatrix = mat3(
		vec3( 0.856627153315983, 0.137318972929847, 0.11189821299995 ),
		vec3( 0.0951212405381588, 0.761241990602591, 0.0767994186031903 ),
		vec3( 0.0482516061458583, 0.101439036467562, 0.811302368396859 )
	);
	const mat3 AgXOutsetMatrix = mat3(
		vec3( 1.1271005818144368, - 0.1413297634984383, - 0.14132976349843826 ),
		vec3( - 0.11060664309660323, 1.157823702216272, - 0.11060664309660294 ),
		vec3( - 0.016493938717834573, - 0.016493938717834257, 1.2519364065950405 )
	);
	const float AgxMinEv = - 12.47393;	const float AgxMaxEv = 4.026069;
	color *= toneMappingExposure;
	color = LINEAR_SRGB_TO_LINEAR_REC2020 * color;
	color = AgXInsetMatrix * color;
	color = max( color, 1e-10 );	color = log2( color );
	color = ( color - AgxMinEv ) / ( AgxMaxEv - AgxMinEv );
	color = clamp( color, 0.0, 1.0 );
	color = agxDefaultContrastApprox( color );
	color = AgXOutsetMatrix * color;
	color = pow( max( vec3( 0.0 ), color ), vec3( 2.2 ) );
	color = LINEAR_REC2020_TO_LINEAR_SRGB * color;
	color = clamp( color, 0.0, 1.0 );
	return color;
}
vec3 NeutralToneMapping( vec3 color ) {
	const float StartCompression = 0.8 - 0.04;
	const float Desaturation = 0.15;
	color *= toneMappingExposure;
	float x = min( color.r, min( color.g, color.b ) );
	float offset = x < 0.08 ? x - 6.25 * x * x : 0.04;
	color -= offset;
	float peak = max( color.r, max( color.g, color.b ) );
	if ( peak < StartCompression ) return color;
	float d = 1. - StartCompression;
	float newPeak = 1. - d * d / ( peak + d - StartCompression );
	color *= newPeak / peak;
	float g = 1. - 1. / ( Desaturation * ( peak - newPeak ) + 1. );
	return mix( color, vec3( newPeak ), g );
}
vec3 CustomToneMapping( vec3 color ) { return color; }`,eM=`#ifdef USE_TRANSMISSION
	material.transmission = transmission;
	material.transmissionAlpha = 1.0;
	material.thickness = thickness;
	material.attenuationDistance = attenuationDistance;
	material.attenuationColor = attenuationColor;
	#ifdef USE_TRANSMISSIONMAP
		material.transmission *= texture2D( transmissionMap, vTransmissionMapUv ).r;
	#endif
	#ifdef USE_THICKNESSMAP
		material.thickness *= texture2D( thicknessMap, vThicknessMapUv ).g;
	#endif
	vec3 pos = vWorldPosition;
	vec3 v = normalize( cameraPosition - pos );
	vec3 n = transformNormalByInverseViewMatrix( normal, viewMatrix );
	vec4 transmitted = getIBLVolumeRefraction(
		n, v, material.roughness, material.diffuseContribution, material.specularColorBlended, material.specularF90,
		pos, modelMatrix, viewMatrix, projectionMatrix, material.dispersion, material.ior, material.thickness,
		material.attenuationColor, material.attenuationDistance );
	material.transmissionAlpha = mix( material.transmissionAlpha, transmitted.a, material.transmission );
	totalDiffuse = mix( totalDiffuse, transmitted.rgb, material.transmission );
#endif`,tM=`#ifdef USE_TRANSMISSION
	uniform float transmission;
	uniform float thickness;
	uniform float attenuationDistance;
	uniform vec3 attenuationColor;
	#ifdef USE_TRANSMISSIONMAP
		uniform sampler2D transmissionMap;
	#endif
	#ifdef USE_THICKNESSMAP
		uniform sampler2D thicknessMap;
	#endif
	uniform vec2 transmissionSamplerSize;
	uniform sampler2D transmissionSamplerMap;
	uniform mat4 modelMatrix;
	uniform mat4 projectionMatrix;
	varying vec3 vWorldPosition;
	float w0( float a ) {
		return ( 1.0 / 6.0 ) * ( a * ( a * ( - a + 3.0 ) - 3.0 ) + 1.0 );
	}
	float w1( float a ) {
		return ( 1.0 / 6.0 ) * ( a *  a * ( 3.0 * a - 6.0 ) + 4.0 );
	}
	float w2( float a ){
		return ( 1.0 / 6.0 ) * ( a * ( a * ( - 3.0 * a + 3.0 ) + 3.0 ) + 1.0 );
	}
	float w3( float a ) {
		return ( 1.0 / 6.0 ) * ( a * a * a );
	}
	float g0( float a ) {
		return w0( a ) + w1( a );
	}
	float g1( float a ) {
		return w2( a ) + w3( a );
	}
	float h0( float a ) {
		return - 1.0 + w1( a ) / ( w0( a ) + w1( a ) );
	}
	float h1( float a ) {
		return 1.0 + w3( a ) / ( w2( a ) + w3( a ) );
	}
	vec4 bicubic( sampler2D tex, vec2 uv, vec4 texelSize, float lod ) {
		uv = uv * texelSize.zw + 0.5;
		vec2 iuv = floor( uv );
		vec2 fuv = fract( uv );
		float g0x = g0( fuv.x );
		float g1x = g1( fuv.x );
		float h0x = h0( fuv.x );
		float h1x = h1( fuv.x );
		float h0y = h0( fuv.y );
		float h1y = h1( fuv.y );
		vec2 p0 = ( vec2( iuv.x + h0x, iuv.y + h0y ) - 0.5 ) * texelSize.xy;
		vec2 p1 = ( vec2( iuv.x + h1x, iuv.y + h0y ) - 0.5 ) * texelSize.xy;
		vec2 p2 = ( vec2( iuv.x + h0x, iuv.y + h1y ) - 0.5 ) * texelSize.xy;
		vec2 p3 = ( vec2( iuv.x + h1x, iuv.y + h1y ) - 0.5 ) * texelSize.xy;
		return g0( fuv.y ) * ( g0x * textureLod( tex, p0, lod ) + g1x * textureLod( tex, p1, lod ) ) +
			g1( fuv.y ) * ( g0x * textureLod( tex, p2, lod ) + g1x * textureLod( tex, p3, lod ) );
	}
	vec4 textureBicubic( sampler2D sampler, vec2 uv, float lod ) {
		vec2 fLodSize = vec2( textureSize( sampler, int( lod ) ) );
		vec2 cLodSize = vec2( textureSize( sampler, int( lod + 1.0 ) ) );
		vec2 fLodSizeInv = 1.0 / fLodSize;
		vec2 cLodSizeInv = 1.0 / cLodSize;
		vec4 fSample = bicubic( sampler, uv, vec4( fLodSizeInv, fLodSize ), floor( lod ) );
		vec4 cSample = bicubic( sampler, uv, vec4( cLodSizeInv, cLodSize ), ceil( lod ) );
		return mix( fSample, cSample, fract( lod ) );
	}
	vec3 getVolumeTransmissionRay( const in vec3 n, const in vec3 v, const in float thickness, const in float ior, const in mat4 modelMatrix ) {
		vec3 refractionVector = refract( - v, normalize( n ), 1.0 / ior );
		vec3 modelScale;
		modelScale.x = length( vec3( modelMatrix[ 0 ].xyz ) );
		modelScale.y = length( vec3( modelMatrix[ 1 ].xyz ) );
		modelScale.z = length( vec3( modelMatrix[ 2 ].xyz ) );
		return normalize( refractionVector ) * thickness * modelScale;
	}
	float applyIorToRoughness( const in float roughness, const in float ior ) {
		return roughness * clamp( ior * 2.0 - 2.0, 0.0, 1.0 );
	}
	vec4 getTransmissionSample( const in vec2 fragCoord, const in float roughness, const in float ior ) {
		float lod = log2( transmissionSamplerSize.x ) * applyIorToRoughness( roughness, ior );
		return textureBicubic( transmissionSamplerMap, fragCoord.xy, lod );
	}
	vec3 volumeAttenuation( const in float transmissionDistance, const in vec3 attenuationColor, const in float attenuationDistance ) {
		if ( isinf( attenuationDistance ) ) {
			return vec3( 1.0 );
		} else {
			vec3 attenuationCoefficient = -log( attenuationColor ) / attenuationDistance;
			vec3 transmittance = exp( - attenuationCoefficient * transmissionDistance );			return transmittance;
		}
	}
	vec4 getIBLVolumeRefraction( const in vec3 n, const in vec3 v, const in float roughness, const in vec3 diffuseColor,
		const in vec3 specularColor, const in float specularF90, const in vec3 position, const in mat4 modelMatrix,
		const in mat4 viewMatrix, const in mat4 projMatrix, const in float dispersion, const in float ior, const in float thickness,
		const in vec3 attenuationColor, const in float attenuationDistance ) {
		vec4 transmittedLight;
		vec3 transmittance;
		#ifdef USE_DISPERSION
			float halfSpread = ( ior - 1.0 ) * 0.025 * dispersion;
			vec3 iors = vec3( ior - halfSpread, ior, ior + halfSpread );
			for ( int i = 0; i < 3; i ++ ) {
				vec3 transmissionRay = getVolumeTransmissionRay( n, v, thickness, iors[ i ], modelMatrix );
				vec3 refractedRayExit = position + transmissionRay;
				vec4 ndcPos = projMatrix * viewMatrix * vec4( refractedRayExit, 1.0 );
				vec2 refractionCoords = ndcPos.xy / ndcPos.w;
				refractionCoords += 1.0;
				refractionCoords /= 2.0;
				vec4 transmissionSample = getTransmissionSample( refractionCoords, roughness, iors[ i ] );
				transmittedLight[ i ] = transmissionSample[ i ];
				transmittedLight.a += transmissionSample.a;
				transmittance[ i ] = diffuseColor[ i ] * volumeAttenuation( length( transmissionRay ), attenuationColor, attenuationDistance )[ i ];
			}
			transmittedLight.a /= 3.0;
		#else
			vec3 transmissionRay = getVolumeTransmissionRay( n, v, thickness, ior, modelMatrix );
			vec3 refractedRayExit = position + transmissionRay;
			vec4 ndcPos = projMatrix * viewMatrix * vec4( refractedRayExit, 1.0 );
			vec2 refractionCoords = ndcPos.xy / ndcPos.w;
			refractionCoords += 1.0;
			refractionCoords /= 2.0;
			transmittedLight = getTransmissionSample( refractionCoords, roughness, ior );
			transmittance = diffuseColor * volumeAttenuation( length( transmissionRay ), attenuationColor, attenuationDistance );
		#endif
		vec3 attenuatedColor = transmittance * transmittedLight.rgb;
		vec3 F = EnvironmentBRDF( n, v, specularColor, specularF90, roughness );
		float transmittanceFactor = ( transmittance.r + transmittance.g + transmittance.b ) / 3.0;
		return vec4( ( 1.0 - F ) * attenuatedColor, 1.0 - ( 1.0 - transmittedLight.a ) * transmittanceFactor );
	}
#endif`,iM=`#if defined( USE_UV ) || defined( USE_ANISOTROPY )
	varying vec2 vUv;
#endif
#ifdef USE_MAP
	varying vec2 vMapUv;
#endif
#ifdef USE_ALPHAMAP
	varying vec2 vAlphaMapUv;
#endif
#ifdef USE_LIGHTMAP
	varying vec2 vLightMapUv;
#endif
#ifdef USE_AOMAP
	varying vec2 vAoMapUv;
#endif
#ifdef USE_BUMPMAP
	varying vec2 vBumpMapUv;
#endif
#ifdef USE_NORMALMAP
	varying vec2 vNormalMapUv;
#endif
#ifdef USE_EMISSIVEMAP
	varying vec2 vEmissiveMapUv;
#endif
#ifdef USE_METALNESSMAP
	varying vec2 vMetalnessMapUv;
#endif
#ifdef USE_ROUGHNESSMAP
	varying vec2 vRoughnessMapUv;
#endif
#ifdef USE_DIFFUSE_ROUGHNESSMAP
	varying vec2 vDiffuseRoughnessMapUv;
#endif
#ifdef USE_ANISOTROPYMAP
	varying vec2 vAnisotropyMapUv;
#endif
#ifdef USE_CLEARCOATMAP
	varying vec2 vClearcoatMapUv;
#endif
#ifdef USE_CLEARCOAT_NORMALMAP
	varying vec2 vClearcoatNormalMapUv;
#endif
#ifdef USE_CLEARCOAT_ROUGHNESSMAP
	varying vec2 vClearcoatRoughnessMapUv;
#endif
#ifdef USE_IRIDESCENCEMAP
	varying vec2 vIridescenceMapUv;
#endif
#ifdef USE_IRIDESCENCE_THICKNESSMAP
	varying vec2 vIridescenceThicknessMapUv;
#endif
#ifdef USE_SHEEN_COLORMAP
	varying vec2 vSheenColorMapUv;
#endif
#ifdef USE_SHEEN_ROUGHNESSMAP
	varying vec2 vSheenRoughnessMapUv;
#endif
#ifdef USE_SPECULARMAP
	varying vec2 vSpecularMapUv;
#endif
#ifdef USE_SPECULAR_COLORMAP
	varying vec2 vSpecularColorMapUv;
#endif
#ifdef USE_SPECULAR_INTENSITYMAP
	varying vec2 vSpecularIntensityMapUv;
#endif
#ifdef USE_TRANSMISSIONMAP
	uniform mat3 transmissionMapTransform;
	varying vec2 vTransmissionMapUv;
#endif
#ifdef USE_THICKNESSMAP
	uniform mat3 thicknessMapTransform;
	varying vec2 vThicknessMapUv;
#endif`,nM=`#if defined( USE_UV ) || defined( USE_ANISOTROPY )
	varying vec2 vUv;
#endif
#ifdef USE_MAP
	uniform mat3 mapTransform;
	varying vec2 vMapUv;
#endif
#ifdef USE_ALPHAMAP
	uniform mat3 alphaMapTransform;
	varying vec2 vAlphaMapUv;
#endif
#ifdef USE_LIGHTMAP
	uniform mat3 lightMapTransform;
	varying vec2 vLightMapUv;
#endif
#ifdef USE_AOMAP
	uniform mat3 aoMapTransform;
	varying vec2 vAoMapUv;
#endif
#ifdef USE_BUMPMAP
	uniform mat3 bumpMapTransform;
	varying vec2 vBumpMapUv;
#endif
#ifdef USE_NORMALMAP
	uniform mat3 normalMapTransform;
	varying vec2 vNormalMapUv;
#endif
#ifdef USE_DISPLACEMENTMAP
	uniform mat3 displacementMapTransform;
	varying vec2 vDisplacementMapUv;
#endif
#ifdef USE_EMISSIVEMAP
	uniform mat3 emissiveMapTransform;
	varying vec2 vEmissiveMapUv;
#endif
#ifdef USE_METALNESSMAP
	uniform mat3 metalnessMapTransform;
	varying vec2 vMetalnessMapUv;
#endif
#ifdef USE_ROUGHNESSMAP
	uniform mat3 roughnessMapTransform;
	varying vec2 vRoughnessMapUv;
#endif
#ifdef USE_DIFFUSE_ROUGHNESSMAP
	uniform mat3 diffuseRoughnessMapTransform;
	varying vec2 vDiffuseRoughnessMapUv;
#endif
#ifdef USE_ANISOTROPYMAP
	uniform mat3 anisotropyMapTransform;
	varying vec2 vAnisotropyMapUv;
#endif
#ifdef USE_CLEARCOATMAP
	uniform mat3 clearcoatMapTransform;
	varying vec2 vClearcoatMapUv;
#endif
#ifdef USE_CLEARCOAT_NORMALMAP
	uniform mat3 clearcoatNormalMapTransform;
	varying vec2 vClearcoatNormalMapUv;
#endif
#ifdef USE_CLEARCOAT_ROUGHNESSMAP
	uniform mat3 clearcoatRoughnessMapTransform;
	varying vec2 vClearcoatRoughnessMapUv;
#endif
#ifdef USE_SHEEN_COLORMAP
	uniform mat3 sheenColorMapTransform;
	varying vec2 vSheenColorMapUv;
#endif
#ifdef USE_SHEEN_ROUGHNESSMAP
	uniform mat3 sheenRoughnessMapTransform;
	varying vec2 vSheenRoughnessMapUv;
#endif
#ifdef USE_IRIDESCENCEMAP
	uniform mat3 iridescenceMapTransform;
	varying vec2 vIridescenceMapUv;
#endif
#ifdef USE_IRIDESCENCE_THICKNESSMAP
	uniform mat3 iridescenceThicknessMapTransform;
	varying vec2 vIridescenceThicknessMapUv;
#endif
#ifdef USE_SPECULARMAP
	uniform mat3 specularMapTransform;
	varying vec2 vSpecularMapUv;
#endif
#ifdef USE_SPECULAR_COLORMAP
	uniform mat3 specularColorMapTransform;
	varying vec2 vSpecularColorMapUv;
#endif
#ifdef USE_SPECULAR_INTENSITYMAP
	uniform mat3 specularIntensityMapTransform;
	varying vec2 vSpecularIntensityMapUv;
#endif
#ifdef USE_TRANSMISSIONMAP
	uniform mat3 transmissionMapTransform;
	varying vec2 vTransmissionMapUv;
#endif
#ifdef USE_THICKNESSMAP
	uniform mat3 thicknessMapTransform;
	varying vec2 vThicknessMapUv;
#endif`,sM=`#if defined( USE_UV ) || defined( USE_ANISOTROPY )
	vUv = vec3( uv, 1 ).xy;
#endif
#ifdef USE_MAP
	vMapUv = ( mapTransform * vec3( MAP_UV, 1 ) ).xy;
#endif
#ifdef USE_ALPHAMAP
	vAlphaMapUv = ( alphaMapTransform * vec3( ALPHAMAP_UV, 1 ) ).xy;
#endif
#ifdef USE_LIGHTMAP
	vLightMapUv = ( lightMapTransform * vec3( LIGHTMAP_UV, 1 ) ).xy;
#endif
#ifdef USE_AOMAP
	vAoMapUv = ( aoMapTransform * vec3( AOMAP_UV, 1 ) ).xy;
#endif
#ifdef USE_BUMPMAP
	vBumpMapUv = ( bumpMapTransform * vec3( BUMPMAP_UV, 1 ) ).xy;
#endif
#ifdef USE_NORMALMAP
	vNormalMapUv = ( normalMapTransform * vec3( NORMALMAP_UV, 1 ) ).xy;
#endif
#ifdef USE_DISPLACEMENTMAP
	vDisplacementMapUv = ( displacementMapTransform * vec3( DISPLACEMENTMAP_UV, 1 ) ).xy;
#endif
#ifdef USE_EMISSIVEMAP
	vEmissiveMapUv = ( emissiveMapTransform * vec3( EMISSIVEMAP_UV, 1 ) ).xy;
#endif
#ifdef USE_METALNESSMAP
	vMetalnessMapUv = ( metalnessMapTransform * vec3( METALNESSMAP_UV, 1 ) ).xy;
#endif
#ifdef USE_ROUGHNESSMAP
	vRoughnessMapUv = ( roughnessMapTransform * vec3( ROUGHNESSMAP_UV, 1 ) ).xy;
#endif
#ifdef USE_DIFFUSE_ROUGHNESSMAP
	vDiffuseRoughnessMapUv = ( diffuseRoughnessMapTransform * vec3( DIFFUSE_ROUGHNESSMAP_UV, 1 ) ).xy;
#endif
#ifdef USE_ANISOTROPYMAP
	vAnisotropyMapUv = ( anisotropyMapTransform * vec3( ANISOTROPYMAP_UV, 1 ) ).xy;
#endif
#ifdef USE_CLEARCOATMAP
	vClearcoatMapUv = ( clearcoatMapTransform * vec3( CLEARCOATMAP_UV, 1 ) ).xy;
#endif
#ifdef USE_CLEARCOAT_NORMALMAP
	vClearcoatNormalMapUv = ( clearcoatNormalMapTransform * vec3( CLEARCOAT_NORMALMAP_UV, 1 ) ).xy;
#endif
#ifdef USE_CLEARCOAT_ROUGHNESSMAP
	vClearcoatRoughnessMapUv = ( clearcoatRoughnessMapTransform * vec3( CLEARCOAT_ROUGHNESSMAP_UV, 1 ) ).xy;
#endif
#ifdef USE_IRIDESCENCEMAP
	vIridescenceMapUv = ( iridescenceMapTransform * vec3( IRIDESCENCEMAP_UV, 1 ) ).xy;
#endif
#ifdef USE_IRIDESCENCE_THICKNESSMAP
	vIridescenceThicknessMapUv = ( iridescenceThicknessMapTransform * vec3( IRIDESCENCE_THICKNESSMAP_UV, 1 ) ).xy;
#endif
#ifdef USE_SHEEN_COLORMAP
	vSheenColorMapUv = ( sheenColorMapTransform * vec3( SHEEN_COLORMAP_UV, 1 ) ).xy;
#endif
#ifdef USE_SHEEN_ROUGHNESSMAP
	vSheenRoughnessMapUv = ( sheenRoughnessMapTransform * vec3( SHEEN_ROUGHNESSMAP_UV, 1 ) ).xy;
#endif
#ifdef USE_SPECULARMAP
	vSpecularMapUv = ( specularMapTransform * vec3( SPECULARMAP_UV, 1 ) ).xy;
#endif
#ifdef USE_SPECULAR_COLORMAP
	vSpecularColorMapUv = ( specularColorMapTransform * vec3( SPECULAR_COLORMAP_UV, 1 ) ).xy;
#endif
#ifdef USE_SPECULAR_INTENSITYMAP
	vSpecularIntensityMapUv = ( specularIntensityMapTransform * vec3( SPECULAR_INTENSITYMAP_UV, 1 ) ).xy;
#endif
#ifdef USE_TRANSMISSIONMAP
	vTransmissionMapUv = ( transmissionMapTransform * vec3( TRANSMISSIONMAP_UV, 1 ) ).xy;
#endif
#ifdef USE_THICKNESSMAP
	vThicknessMapUv = ( thicknessMapTransform * vec3( THICKNESSMAP_UV, 1 ) ).xy;
#endif`,rM=`#if defined( USE_ENVMAP ) || defined( DISTANCE ) || defined ( USE_SHADOWMAP ) || defined ( USE_TRANSMISSION ) || NUM_SPOT_LIGHT_COORDS > 0
	vec4 worldPosition = vec4( transformed, 1.0 );
	#ifdef USE_BATCHING
		worldPosition = batchingMatrix * worldPosition;
	#endif
	#ifdef USE_INSTANCING
		worldPosition = instanceMatrix * worldPosition;
	#endif
	worldPosition = modelMatrix * worldPosition;
#endif`,oM=`varying vec2 vUv;
uniform mat3 uvTransform;
void main() {
	vUv = ( uvTransform * vec3( uv, 1 ) ).xy;
	gl_Position = vec4( position.xy, 1.0, 1.0 );
}`,aM=`uniform sampler2D t2D;
uniform float backgroundIntensity;
varying vec2 vUv;
void main() {
	vec4 texColor = texture2D( t2D, vUv );
	#ifdef DECODE_VIDEO_TEXTURE
		texColor = vec4( mix( pow( texColor.rgb * 0.9478672986 + vec3( 0.0521327014 ), vec3( 2.4 ) ), texColor.rgb * 0.0773993808, vec3( lessThanEqual( texColor.rgb, vec3( 0.04045 ) ) ) ), texColor.w );
	#endif
	texColor.rgb *= backgroundIntensity;
	gl_FragColor = texColor;
	#include <tonemapping_fragment>
	#include <colorspace_fragment>
}`,lM=`varying vec3 vWorldDirection;
#include <common>
void main() {
	vWorldDirection = transformDirection( position, modelMatrix );
	#include <begin_vertex>
	#include <project_vertex>
	gl_Position.z = gl_Position.w;
}`,cM=`uniform float backgroundBlurriness;
uniform float backgroundIntensity;
uniform mat3 backgroundRotation;
varying vec3 vWorldDirection;
#include <envmap_common_pars_fragment>
void main() {
	#ifdef ENVMAP_TYPE_PMREM
		vec4 texColor = textureLod( envMap, backgroundRotation * vWorldDirection, roughnessToMip( backgroundBlurriness ) );
	#else
		vec4 texColor = textureCube( envMap, backgroundRotation * vWorldDirection );
	#endif
	texColor.rgb *= backgroundIntensity;
	gl_FragColor = texColor;
	#include <tonemapping_fragment>
	#include <colorspace_fragment>
}`,hM=`varying vec3 vWorldDirection;
#include <common>
void main() {
	vWorldDirection = transformDirection( position, modelMatrix );
	#include <begin_vertex>
	#include <project_vertex>
	gl_Position.z = gl_Position.w;
}`,uM=`uniform samplerCube tCube;
uniform float tFlip;
uniform float opacity;
varying vec3 vWorldDirection;
void main() {
	vec4 texColor = textureCube( tCube, vec3( tFlip * vWorldDirection.x, vWorldDirection.yz ) );
	gl_FragColor = texColor;
	gl_FragColor.a *= opacity;
	#include <tonemapping_fragment>
	#include <colorspace_fragment>
}`,dM=`#include <common>
#include <batching_pars_vertex>
#include <uv_pars_vertex>
#include <displacementmap_pars_vertex>
#include <morphtarget_pars_vertex>
#include <skinning_pars_vertex>
#include <logdepthbuf_pars_vertex>
#include <clipping_planes_pars_vertex>
varying vec2 vHighPrecisionZW;
void main() {
	#include <uv_vertex>
	#include <batching_vertex>
	#include <skinbase_vertex>
	#include <morphinstance_vertex>
	#ifdef USE_DISPLACEMENTMAP
		#include <beginnormal_vertex>
		#include <morphnormal_vertex>
		#include <skinnormal_vertex>
	#endif
	#include <begin_vertex>
	#include <morphtarget_vertex>
	#include <skinning_vertex>
	#include <displacementmap_vertex>
	#include <project_vertex>
	#include <logdepthbuf_vertex>
	#include <clipping_planes_vertex>
	vHighPrecisionZW = gl_Position.zw;
}`,fM=`#if DEPTH_PACKING == 3200
	uniform float opacity;
#endif
#include <common>
#include <packing>
#include <uv_pars_fragment>
#include <map_pars_fragment>
#include <alphamap_pars_fragment>
#include <alphatest_pars_fragment>
#include <alphahash_pars_fragment>
#include <logdepthbuf_pars_fragment>
#include <clipping_planes_pars_fragment>
varying vec2 vHighPrecisionZW;
void main() {
	vec4 diffuseColor = vec4( 1.0 );
	#include <clipping_planes_fragment>
	#if DEPTH_PACKING == 3200
		diffuseColor.a = opacity;
	#endif
	#include <map_fragment>
	#include <alphamap_fragment>
	#include <alphatest_fragment>
	#include <alphahash_fragment>
	#include <logdepthbuf_fragment>
	#ifdef USE_REVERSED_DEPTH_BUFFER
		float fragCoordZ = vHighPrecisionZW[ 0 ] / vHighPrecisionZW[ 1 ];
	#else
		float fragCoordZ = 0.5 * vHighPrecisionZW[ 0 ] / vHighPrecisionZW[ 1 ] + 0.5;
	#endif
	#if DEPTH_PACKING == 3200
		gl_FragColor = vec4( vec3( 1.0 - fragCoordZ ), opacity );
	#elif DEPTH_PACKING == 3201
		gl_FragColor = packDepthToRGBA( fragCoordZ );
	#elif DEPTH_PACKING == 3202
		gl_FragColor = vec4( packDepthToRGB( fragCoordZ ), 1.0 );
	#elif DEPTH_PACKING == 3203
		gl_FragColor = vec4( packDepthToRG( fragCoordZ ), 0.0, 1.0 );
	#endif
}`,pM=`#define DISTANCE
varying vec3 vWorldPosition;
#include <common>
#include <batching_pars_vertex>
#include <uv_pars_vertex>
#include <displacementmap_pars_vertex>
#include <morphtarget_pars_vertex>
#include <skinning_pars_vertex>
#include <clipping_planes_pars_vertex>
void main() {
	#include <uv_vertex>
	#include <batching_vertex>
	#include <skinbase_vertex>
	#include <morphinstance_vertex>
	#ifdef USE_DISPLACEMENTMAP
		#include <beginnormal_vertex>
		#include <morphnormal_vertex>
		#include <skinnormal_vertex>
	#endif
	#include <begin_vertex>
	#include <morphtarget_vertex>
	#include <skinning_vertex>
	#include <displacementmap_vertex>
	#include <project_vertex>
	#include <worldpos_vertex>
	#include <clipping_planes_vertex>
	vWorldPosition = worldPosition.xyz;
}`,mM=`#define DISTANCE
uniform vec3 referencePosition;
uniform float nearDistance;
uniform float farDistance;
varying vec3 vWorldPosition;
#include <common>
#include <uv_pars_fragment>
#include <map_pars_fragment>
#include <alphamap_pars_fragment>
#include <alphatest_pars_fragment>
#include <alphahash_pars_fragment>
#include <clipping_planes_pars_fragment>
void main() {
	vec4 diffuseColor = vec4( 1.0 );
	#include <clipping_planes_fragment>
	#include <map_fragment>
	#include <alphamap_fragment>
	#include <alphatest_fragment>
	#include <alphahash_fragment>
	float dist = length( vWorldPosition - referencePosition );
	dist = ( dist - nearDistance ) / ( farDistance - nearDistance );
	dist = saturate( dist );
	gl_FragColor = vec4( dist, 0.0, 0.0, 1.0 );
}`,gM=`varying vec3 vWorldDirection;
#include <common>
void main() {
	vWorldDirection = transformDirection( position, modelMatrix );
	#include <begin_vertex>
	#include <project_vertex>
}`,yM=`uniform sampler2D tEquirect;
varying vec3 vWorldDirection;
#include <common>
void main() {
	vec3 direction = normalize( vWorldDirection );
	vec2 sampleUV = equirectUv( direction );
	gl_FragColor = texture2D( tEquirect, sampleUV );
	#include <tonemapping_fragment>
	#include <colorspace_fragment>
}`,xM=`uniform float scale;
attribute float lineDistance;
varying float vLineDistance;
#include <common>
#include <uv_pars_vertex>
#include <color_pars_vertex>
#include <fog_pars_vertex>
#include <morphtarget_pars_vertex>
#include <logdepthbuf_pars_vertex>
#include <clipping_planes_pars_vertex>
void main() {
	vLineDistance = scale * lineDistance;
	#include <uv_vertex>
	#include <color_vertex>
	#include <morphinstance_vertex>
	#include <morphcolor_vertex>
	#include <begin_vertex>
	#include <morphtarget_vertex>
	#include <project_vertex>
	#include <logdepthbuf_vertex>
	#include <clipping_planes_vertex>
	#include <fog_vertex>
}`,vM=`uniform vec3 diffuse;
uniform float opacity;
uniform float dashSize;
uniform float totalSize;
varying float vLineDistance;
#include <common>
#include <color_pars_fragment>
#include <uv_pars_fragment>
#include <map_pars_fragment>
#include <fog_pars_fragment>
#include <logdepthbuf_pars_fragment>
#include <clipping_planes_pars_fragment>
void main() {
	vec4 diffuseColor = vec4( diffuse, opacity );
	#include <clipping_planes_fragment>
	if ( mod( vLineDistance, totalSize ) > dashSize ) {
		discard;
	}
	vec3 outgoingLight = vec3( 0.0 );
	#include <logdepthbuf_fragment>
	#include <map_fragment>
	#include <color_fragment>
	outgoingLight = diffuseColor.rgb;
	#include <opaque_fragment>
	#include <tonemapping_fragment>
	#include <colorspace_fragment>
	#include <fog_fragment>
	#include <premultiplied_alpha_fragment>
}`,_M=`#include <common>
#include <batching_pars_vertex>
#include <uv_pars_vertex>
#include <envmap_pars_vertex>
#include <color_pars_vertex>
#include <fog_pars_vertex>
#include <morphtarget_pars_vertex>
#include <skinning_pars_vertex>
#include <logdepthbuf_pars_vertex>
#include <clipping_planes_pars_vertex>
void main() {
	#include <uv_vertex>
	#include <color_vertex>
	#include <morphinstance_vertex>
	#include <morphcolor_vertex>
	#include <batching_vertex>
	#if defined ( USE_ENVMAP ) || defined ( USE_SKINNING )
		#include <beginnormal_vertex>
		#include <morphnormal_vertex>
		#include <skinbase_vertex>
		#include <skinnormal_vertex>
		#include <defaultnormal_vertex>
	#endif
	#include <begin_vertex>
	#include <morphtarget_vertex>
	#include <skinning_vertex>
	#include <project_vertex>
	#include <logdepthbuf_vertex>
	#include <clipping_planes_vertex>
	#include <worldpos_vertex>
	#include <envmap_vertex>
	#include <fog_vertex>
}`,bM=`uniform vec3 diffuse;
uniform float opacity;
#ifndef FLAT_SHADED
	varying vec3 vNormal;
#endif
#include <common>
#include <dithering_pars_fragment>
#include <color_pars_fragment>
#include <uv_pars_fragment>
#include <map_pars_fragment>
#include <alphamap_pars_fragment>
#include <alphatest_pars_fragment>
#include <alphahash_pars_fragment>
#include <aomap_pars_fragment>
#include <lightmap_pars_fragment>
#include <envmap_common_pars_fragment>
#include <envmap_pars_fragment>
#include <fog_pars_fragment>
#include <specularmap_pars_fragment>
#include <logdepthbuf_pars_fragment>
#include <clipping_planes_pars_fragment>
void main() {
	vec4 diffuseColor = vec4( diffuse, opacity );
	#include <clipping_planes_fragment>
	#include <logdepthbuf_fragment>
	#include <map_fragment>
	#include <color_fragment>
	#include <alphamap_fragment>
	#include <alphatest_fragment>
	#include <alphahash_fragment>
	#include <specularmap_fragment>
	ReflectedLight reflectedLight = ReflectedLight( vec3( 0.0 ), vec3( 0.0 ), vec3( 0.0 ), vec3( 0.0 ) );
	#ifdef USE_LIGHTMAP
		vec4 lightMapTexel = texture2D( lightMap, vLightMapUv );
		reflectedLight.indirectDiffuse += lightMapTexel.rgb * lightMapIntensity * RECIPROCAL_PI;
	#else
		reflectedLight.indirectDiffuse += vec3( 1.0 );
	#endif
	#include <aomap_fragment>
	reflectedLight.indirectDiffuse *= diffuseColor.rgb;
	vec3 outgoingLight = reflectedLight.indirectDiffuse;
	#include <envmap_fragment>
	#include <opaque_fragment>
	#include <tonemapping_fragment>
	#include <colorspace_fragment>
	#include <fog_fragment>
	#include <premultiplied_alpha_fragment>
	#include <dithering_fragment>
}`,SM=`#define LAMBERT
varying vec3 vViewPosition;
#include <common>
#include <batching_pars_vertex>
#include <uv_pars_vertex>
#include <displacementmap_pars_vertex>
#include <envmap_pars_vertex>
#include <color_pars_vertex>
#include <fog_pars_vertex>
#include <normal_pars_vertex>
#include <morphtarget_pars_vertex>
#include <skinning_pars_vertex>
#include <shadowmap_pars_vertex>
#include <logdepthbuf_pars_vertex>
#include <clipping_planes_pars_vertex>
void main() {
	#include <uv_vertex>
	#include <color_vertex>
	#include <morphinstance_vertex>
	#include <morphcolor_vertex>
	#include <batching_vertex>
	#include <beginnormal_vertex>
	#include <morphnormal_vertex>
	#include <skinbase_vertex>
	#include <skinnormal_vertex>
	#include <defaultnormal_vertex>
	#include <normal_vertex>
	#include <begin_vertex>
	#include <morphtarget_vertex>
	#include <skinning_vertex>
	#include <displacementmap_vertex>
	#include <project_vertex>
	#include <logdepthbuf_vertex>
	#include <clipping_planes_vertex>
	vViewPosition = - mvPosition.xyz;
	#include <worldpos_vertex>
	#include <envmap_vertex>
	#include <shadowmap_vertex>
	#include <fog_vertex>
}`,wM=`#define LAMBERT
uniform vec3 diffuse;
uniform vec3 emissive;
uniform float opacity;
#include <common>
#include <dithering_pars_fragment>
#include <color_pars_fragment>
#include <uv_pars_fragment>
#include <map_pars_fragment>
#include <alphamap_pars_fragment>
#include <alphatest_pars_fragment>
#include <alphahash_pars_fragment>
#include <aomap_pars_fragment>
#include <lightmap_pars_fragment>
#include <emissivemap_pars_fragment>
#include <envmap_common_pars_fragment>
#include <envmap_pars_fragment>
#include <envmap_physical_pars_fragment>
#include <fog_pars_fragment>
#include <bsdfs>
#include <lights_pars_begin>
#include <normal_pars_fragment>
#include <lights_lambert_pars_fragment>
#include <shadowmap_pars_fragment>
#include <bumpmap_pars_fragment>
#include <normalmap_pars_fragment>
#include <specularmap_pars_fragment>
#include <logdepthbuf_pars_fragment>
#include <clipping_planes_pars_fragment>
void main() {
	vec4 diffuseColor = vec4( diffuse, opacity );
	#include <clipping_planes_fragment>
	ReflectedLight reflectedLight = ReflectedLight( vec3( 0.0 ), vec3( 0.0 ), vec3( 0.0 ), vec3( 0.0 ) );
	vec3 totalEmissiveRadiance = emissive;
	#include <logdepthbuf_fragment>
	#include <map_fragment>
	#include <color_fragment>
	#include <alphamap_fragment>
	#include <alphatest_fragment>
	#include <alphahash_fragment>
	#include <specularmap_fragment>
	#include <normal_fragment_begin>
	#include <normal_fragment_maps>
	#include <emissivemap_fragment>
	#include <lights_lambert_fragment>
	#include <lights_fragment_begin>
	#include <lights_fragment_maps>
	#include <lights_fragment_end>
	#include <aomap_fragment>
	vec3 outgoingLight = reflectedLight.directDiffuse + reflectedLight.indirectDiffuse + totalEmissiveRadiance;
	#include <envmap_fragment>
	#include <opaque_fragment>
	#include <tonemapping_fragment>
	#include <colorspace_fragment>
	#include <fog_fragment>
	#include <premultiplied_alpha_fragment>
	#include <dithering_fragment>
}`,MM=`#define MATCAP
varying vec3 vViewPosition;
#include <common>
#include <batching_pars_vertex>
#include <uv_pars_vertex>
#include <color_pars_vertex>
#include <displacementmap_pars_vertex>
#include <fog_pars_vertex>
#include <normal_pars_vertex>
#include <morphtarget_pars_vertex>
#include <skinning_pars_vertex>
#include <logdepthbuf_pars_vertex>
#include <clipping_planes_pars_vertex>
void main() {
	#include <uv_vertex>
	#include <color_vertex>
	#include <morphinstance_vertex>
	#include <morphcolor_vertex>
	#include <batching_vertex>
	#include <beginnormal_vertex>
	#include <morphnormal_vertex>
	#include <skinbase_vertex>
	#include <skinnormal_vertex>
	#include <defaultnormal_vertex>
	#include <normal_vertex>
	#include <begin_vertex>
	#include <morphtarget_vertex>
	#include <skinning_vertex>
	#include <displacementmap_vertex>
	#include <project_vertex>
	#include <logdepthbuf_vertex>
	#include <clipping_planes_vertex>
	#include <fog_vertex>
	vViewPosition = - mvPosition.xyz;
}`,TM=`#define MATCAP
uniform vec3 diffuse;
uniform float opacity;
uniform sampler2D matcap;
varying vec3 vViewPosition;
#include <common>
#include <dithering_pars_fragment>
#include <color_pars_fragment>
#include <uv_pars_fragment>
#include <map_pars_fragment>
#include <alphamap_pars_fragment>
#include <alphatest_pars_fragment>
#include <alphahash_pars_fragment>
#include <fog_pars_fragment>
#include <normal_pars_fragment>
#include <bumpmap_pars_fragment>
#include <normalmap_pars_fragment>
#include <logdepthbuf_pars_fragment>
#include <clipping_planes_pars_fragment>
void main() {
	vec4 diffuseColor = vec4( diffuse, opacity );
	#include <clipping_planes_fragment>
	#include <logdepthbuf_fragment>
	#include <map_fragment>
	#include <color_fragment>
	#include <alphamap_fragment>
	#include <alphatest_fragment>
	#include <alphahash_fragment>
	#include <normal_fragment_begin>
	#include <normal_fragment_maps>
	vec3 viewDir = normalize( vViewPosition );
	vec3 x = normalize( vec3( viewDir.z, 0.0, - viewDir.x ) );
	vec3 y = cross( viewDir, x );
	vec2 uv = vec2( dot( x, normal ), dot( y, normal ) ) * 0.495 + 0.5;
	#ifdef USE_MATCAP
		vec4 matcapColor = texture2D( matcap, uv );
	#else
		vec4 matcapColor = vec4( vec3( mix( 0.2, 0.8, uv.y ) ), 1.0 );
	#endif
	vec3 outgoingLight = diffuseColor.rgb * matcapColor.rgb;
	#include <opaque_fragment>
	#include <tonemapping_fragment>
	#include <colorspace_fragment>
	#include <fog_fragment>
	#include <premultiplied_alpha_fragment>
	#include <dithering_fragment>
}`,EM=`#define NORMAL
#if defined( FLAT_SHADED ) || defined( USE_BUMPMAP ) || defined( USE_NORMALMAP_TANGENTSPACE )
	varying vec3 vViewPosition;
#endif
#include <common>
#include <batching_pars_vertex>
#include <uv_pars_vertex>
#include <displacementmap_pars_vertex>
#include <normal_pars_vertex>
#include <morphtarget_pars_vertex>
#include <skinning_pars_vertex>
#include <logdepthbuf_pars_vertex>
#include <clipping_planes_pars_vertex>
void main() {
	#include <uv_vertex>
	#include <batching_vertex>
	#include <beginnormal_vertex>
	#include <morphinstance_vertex>
	#include <morphnormal_vertex>
	#include <skinbase_vertex>
	#include <skinnormal_vertex>
	#include <defaultnormal_vertex>
	#include <normal_vertex>
	#include <begin_vertex>
	#include <morphtarget_vertex>
	#include <skinning_vertex>
	#include <displacementmap_vertex>
	#include <project_vertex>
	#include <logdepthbuf_vertex>
	#include <clipping_planes_vertex>
#if defined( FLAT_SHADED ) || defined( USE_BUMPMAP ) || defined( USE_NORMALMAP_TANGENTSPACE )
	vViewPosition = - mvPosition.xyz;
#endif
}`,AM=`#define NORMAL
uniform float opacity;
#if defined( FLAT_SHADED ) || defined( USE_BUMPMAP ) || defined( USE_NORMALMAP_TANGENTSPACE )
	varying vec3 vViewPosition;
#endif
#include <uv_pars_fragment>
#include <normal_pars_fragment>
#include <bumpmap_pars_fragment>
#include <normalmap_pars_fragment>
#include <logdepthbuf_pars_fragment>
#include <clipping_planes_pars_fragment>
void main() {
	vec4 diffuseColor = vec4( 0.0, 0.0, 0.0, opacity );
	#include <clipping_planes_fragment>
	#include <logdepthbuf_fragment>
	#include <normal_fragment_begin>
	#include <normal_fragment_maps>
	gl_FragColor = vec4( normalize( normal ) * 0.5 + 0.5, diffuseColor.a );
	#ifdef OPAQUE
		gl_FragColor.a = 1.0;
	#endif
}`,CM=`#define PHONG
varying vec3 vViewPosition;
#include <common>
#include <batching_pars_vertex>
#include <uv_pars_vertex>
#include <displacementmap_pars_vertex>
#include <envmap_pars_vertex>
#include <color_pars_vertex>
#include <fog_pars_vertex>
#include <normal_pars_vertex>
#include <morphtarget_pars_vertex>
#include <skinning_pars_vertex>
#include <shadowmap_pars_vertex>
#include <logdepthbuf_pars_vertex>
#include <clipping_planes_pars_vertex>
void main() {
	#include <uv_vertex>
	#include <color_vertex>
	#include <morphcolor_vertex>
	#include <batching_vertex>
	#include <beginnormal_vertex>
	#include <morphinstance_vertex>
	#include <morphnormal_vertex>
	#include <skinbase_vertex>
	#include <skinnormal_vertex>
	#include <defaultnormal_vertex>
	#include <normal_vertex>
	#include <begin_vertex>
	#include <morphtarget_vertex>
	#include <skinning_vertex>
	#include <displacementmap_vertex>
	#include <project_vertex>
	#include <logdepthbuf_vertex>
	#include <clipping_planes_vertex>
	vViewPosition = - mvPosition.xyz;
	#include <worldpos_vertex>
	#include <envmap_vertex>
	#include <shadowmap_vertex>
	#include <fog_vertex>
}`,RM=`#define PHONG
uniform vec3 diffuse;
uniform vec3 emissive;
uniform vec3 specular;
uniform float shininess;
uniform float opacity;
#include <common>
#include <dithering_pars_fragment>
#include <color_pars_fragment>
#include <uv_pars_fragment>
#include <map_pars_fragment>
#include <alphamap_pars_fragment>
#include <alphatest_pars_fragment>
#include <alphahash_pars_fragment>
#include <aomap_pars_fragment>
#include <lightmap_pars_fragment>
#include <emissivemap_pars_fragment>
#include <envmap_common_pars_fragment>
#include <envmap_pars_fragment>
#include <envmap_physical_pars_fragment>
#include <fog_pars_fragment>
#include <bsdfs>
#include <lights_pars_begin>
#include <normal_pars_fragment>
#include <lights_phong_pars_fragment>
#include <shadowmap_pars_fragment>
#include <bumpmap_pars_fragment>
#include <normalmap_pars_fragment>
#include <specularmap_pars_fragment>
#include <logdepthbuf_pars_fragment>
#include <clipping_planes_pars_fragment>
void main() {
	vec4 diffuseColor = vec4( diffuse, opacity );
	#include <clipping_planes_fragment>
	ReflectedLight reflectedLight = ReflectedLight( vec3( 0.0 ), vec3( 0.0 ), vec3( 0.0 ), vec3( 0.0 ) );
	vec3 totalEmissiveRadiance = emissive;
	#include <logdepthbuf_fragment>
	#include <map_fragment>
	#include <color_fragment>
	#include <alphamap_fragment>
	#include <alphatest_fragment>
	#include <alphahash_fragment>
	#include <specularmap_fragment>
	#include <normal_fragment_begin>
	#include <normal_fragment_maps>
	#include <emissivemap_fragment>
	#include <lights_phong_fragment>
	#include <lights_fragment_begin>
	#include <lights_fragment_maps>
	#include <lights_fragment_end>
	#include <aomap_fragment>
	vec3 outgoingLight = reflectedLight.directDiffuse + reflectedLight.indirectDiffuse + reflectedLight.directSpecular + reflectedLight.indirectSpecular + totalEmissiveRadiance;
	#include <envmap_fragment>
	#include <opaque_fragment>
	#include <tonemapping_fragment>
	#include <colorspace_fragment>
	#include <fog_fragment>
	#include <premultiplied_alpha_fragment>
	#include <dithering_fragment>
}`,IM=`#define STANDARD
varying vec3 vViewPosition;
#ifdef USE_TRANSMISSION
	varying vec3 vWorldPosition;
#endif
#include <common>
#include <batching_pars_vertex>
#include <uv_pars_vertex>
#include <displacementmap_pars_vertex>
#include <color_pars_vertex>
#include <fog_pars_vertex>
#include <normal_pars_vertex>
#include <morphtarget_pars_vertex>
#include <skinning_pars_vertex>
#include <shadowmap_pars_vertex>
#include <logdepthbuf_pars_vertex>
#include <clipping_planes_pars_vertex>
void main() {
	#include <uv_vertex>
	#include <color_vertex>
	#include <morphinstance_vertex>
	#include <morphcolor_vertex>
	#include <batching_vertex>
	#include <beginnormal_vertex>
	#include <morphnormal_vertex>
	#include <skinbase_vertex>
	#include <skinnormal_vertex>
	#include <defaultnormal_vertex>
	#include <normal_vertex>
	#include <begin_vertex>
	#include <morphtarget_vertex>
	#include <skinning_vertex>
	#include <displacementmap_vertex>
	#include <project_vertex>
	#include <logdepthbuf_vertex>
	#include <clipping_planes_vertex>
	vViewPosition = - mvPosition.xyz;
	#include <worldpos_vertex>
	#include <shadowmap_vertex>
	#include <fog_vertex>
#ifdef USE_TRANSMISSION
	vWorldPosition = worldPosition.xyz;
#endif
}`,PM=`#define STANDARD
#ifdef PHYSICAL
	#define IOR
	#define USE_SPECULAR
#endif
uniform vec3 diffuse;
uniform vec3 emissive;
uniform float roughness;
uniform float metalness;
uniform float opacity;
#ifdef IOR
	uniform float ior;
#endif
#ifdef USE_SPECULAR
	uniform float specularIntensity;
	uniform vec3 specularColor;
	#ifdef USE_SPECULAR_COLORMAP
		uniform sampler2D specularColorMap;
	#endif
	#ifdef USE_SPECULAR_INTENSITYMAP
		uniform sampler2D specularIntensityMap;
	#endif
#endif
#ifdef USE_CLEARCOAT
	uniform float clearcoat;
	uniform float clearcoatRoughness;
#endif
#ifdef USE_DIFFUSE_ROUGHNESS
	uniform float diffuseRoughness;
	#ifdef USE_DIFFUSE_ROUGHNESSMAP
		uniform sampler2D diffuseRoughnessMap;
	#endif
#endif
#ifdef USE_DISPERSION
	uniform float dispersion;
#endif
#ifdef USE_RETROREFLECTION
	uniform float retroreflectivity;
#endif
#ifdef USE_IRIDESCENCE
	uniform float iridescence;
	uniform float iridescenceIOR;
	uniform float iridescenceThicknessMinimum;
	uniform float iridescenceThicknessMaximum;
#endif
#ifdef USE_SHEEN
	uniform vec3 sheenColor;
	uniform float sheenRoughness;
	#ifdef USE_SHEEN_COLORMAP
		uniform sampler2D sheenColorMap;
	#endif
	#ifdef USE_SHEEN_ROUGHNESSMAP
		uniform sampler2D sheenRoughnessMap;
	#endif
#endif
#ifdef USE_ANISOTROPY
	uniform vec2 anisotropyVector;
	#ifdef USE_ANISOTROPYMAP
		uniform sampler2D anisotropyMap;
	#endif
#endif
varying vec3 vViewPosition;
#include <common>
#include <dithering_pars_fragment>
#include <color_pars_fragment>
#include <uv_pars_fragment>
#include <map_pars_fragment>
#include <alphamap_pars_fragment>
#include <alphatest_pars_fragment>
#include <alphahash_pars_fragment>
#include <aomap_pars_fragment>
#include <lightmap_pars_fragment>
#include <emissivemap_pars_fragment>
#include <iridescence_fragment>
#include <envmap_common_pars_fragment>
#include <envmap_physical_pars_fragment>
#include <fog_pars_fragment>
#include <lights_pars_begin>
#include <normal_pars_fragment>
#include <lights_physical_pars_fragment>
#include <transmission_pars_fragment>
#include <shadowmap_pars_fragment>
#include <bumpmap_pars_fragment>
#include <normalmap_pars_fragment>
#include <clearcoat_pars_fragment>
#include <iridescence_pars_fragment>
#include <roughnessmap_pars_fragment>
#include <metalnessmap_pars_fragment>
#include <logdepthbuf_pars_fragment>
#include <clipping_planes_pars_fragment>
void main() {
	vec4 diffuseColor = vec4( diffuse, opacity );
	#include <clipping_planes_fragment>
	ReflectedLight reflectedLight = ReflectedLight( vec3( 0.0 ), vec3( 0.0 ), vec3( 0.0 ), vec3( 0.0 ) );
	vec3 totalEmissiveRadiance = emissive;
	#include <logdepthbuf_fragment>
	#include <map_fragment>
	#include <color_fragment>
	#include <alphamap_fragment>
	#include <alphatest_fragment>
	#include <alphahash_fragment>
	#include <roughnessmap_fragment>
	#include <metalnessmap_fragment>
	#include <normal_fragment_begin>
	#include <normal_fragment_maps>
	#include <clearcoat_normal_fragment_begin>
	#include <clearcoat_normal_fragment_maps>
	#include <emissivemap_fragment>
	#include <lights_physical_fragment>
	#include <lights_fragment_begin>
	#include <lights_fragment_maps>
	#include <lights_fragment_end>
	#include <aomap_fragment>
	vec3 totalDiffuse = reflectedLight.directDiffuse + reflectedLight.indirectDiffuse;
	vec3 totalSpecular = reflectedLight.directSpecular + reflectedLight.indirectSpecular;
	#include <transmission_fragment>
	vec3 outgoingLight = totalDiffuse + totalSpecular + totalEmissiveRadiance;
	#ifdef USE_SHEEN
 
		outgoingLight = outgoingLight + sheenSpecularDirect + sheenSpecularIndirect;
 
 	#endif
	#ifdef USE_CLEARCOAT
		float dotNVcc = saturate( dot( geometryClearcoatNormal, geometryViewDir ) );
		vec3 Fcc = F_Schlick( material.clearcoatF0, material.clearcoatF90, dotNVcc );
		outgoingLight = outgoingLight * ( 1.0 - material.clearcoat * Fcc ) + ( clearcoatSpecularDirect + clearcoatSpecularIndirect ) * material.clearcoat;
	#endif
	#include <opaque_fragment>
	#include <tonemapping_fragment>
	#include <colorspace_fragment>
	#include <fog_fragment>
	#include <premultiplied_alpha_fragment>
	#include <dithering_fragment>
}`,LM=`#define TOON
varying vec3 vViewPosition;
#include <common>
#include <batching_pars_vertex>
#include <uv_pars_vertex>
#include <displacementmap_pars_vertex>
#include <color_pars_vertex>
#include <fog_pars_vertex>
#include <normal_pars_vertex>
#include <morphtarget_pars_vertex>
#include <skinning_pars_vertex>
#include <shadowmap_pars_vertex>
#include <logdepthbuf_pars_vertex>
#include <clipping_planes_pars_vertex>
void main() {
	#include <uv_vertex>
	#include <color_vertex>
	#include <morphinstance_vertex>
	#include <morphcolor_vertex>
	#include <batching_vertex>
	#include <beginnormal_vertex>
	#include <morphnormal_vertex>
	#include <skinbase_vertex>
	#include <skinnormal_vertex>
	#include <defaultnormal_vertex>
	#include <normal_vertex>
	#include <begin_vertex>
	#include <morphtarget_vertex>
	#include <skinning_vertex>
	#include <displacementmap_vertex>
	#include <project_vertex>
	#include <logdepthbuf_vertex>
	#include <clipping_planes_vertex>
	vViewPosition = - mvPosition.xyz;
	#include <worldpos_vertex>
	#include <shadowmap_vertex>
	#include <fog_vertex>
}`,DM=`#define TOON
uniform vec3 diffuse;
uniform vec3 emissive;
uniform float opacity;
#include <common>
#include <dithering_pars_fragment>
#include <color_pars_fragment>
#include <uv_pars_fragment>
#include <map_pars_fragment>
#include <alphamap_pars_fragment>
#include <alphatest_pars_fragment>
#include <alphahash_pars_fragment>
#include <aomap_pars_fragment>
#include <lightmap_pars_fragment>
#include <emissivemap_pars_fragment>
#include <gradientmap_pars_fragment>
#include <fog_pars_fragment>
#include <bsdfs>
#include <lights_pars_begin>
#include <normal_pars_fragment>
#include <lights_toon_pars_fragment>
#include <shadowmap_pars_fragment>
#include <bumpmap_pars_fragment>
#include <normalmap_pars_fragment>
#include <logdepthbuf_pars_fragment>
#include <clipping_planes_pars_fragment>
void main() {
	vec4 diffuseColor = vec4( diffuse, opacity );
	#include <clipping_planes_fragment>
	ReflectedLight reflectedLight = ReflectedLight( vec3( 0.0 ), vec3( 0.0 ), vec3( 0.0 ), vec3( 0.0 ) );
	vec3 totalEmissiveRadiance = emissive;
	#include <logdepthbuf_fragment>
	#include <map_fragment>
	#include <color_fragment>
	#include <alphamap_fragment>
	#include <alphatest_fragment>
	#include <alphahash_fragment>
	#include <normal_fragment_begin>
	#include <normal_fragment_maps>
	#include <emissivemap_fragment>
	#include <lights_toon_fragment>
	#include <lights_fragment_begin>
	#include <lights_fragment_maps>
	#include <lights_fragment_end>
	#include <aomap_fragment>
	vec3 outgoingLight = reflectedLight.directDiffuse + reflectedLight.indirectDiffuse + totalEmissiveRadiance;
	#include <opaque_fragment>
	#include <tonemapping_fragment>
	#include <colorspace_fragment>
	#include <fog_fragment>
	#include <premultiplied_alpha_fragment>
	#include <dithering_fragment>
}`,NM=`uniform float size;
uniform float scale;
#include <common>
#include <color_pars_vertex>
#include <fog_pars_vertex>
#include <morphtarget_pars_vertex>
#include <logdepthbuf_pars_vertex>
#include <clipping_planes_pars_vertex>
#ifdef USE_POINTS_UV
	varying vec2 vUv;
	uniform mat3 uvTransform;
#endif
void main() {
	#ifdef USE_POINTS_UV
		vUv = ( uvTransform * vec3( uv, 1 ) ).xy;
	#endif
	#include <color_vertex>
	#include <morphinstance_vertex>
	#include <morphcolor_vertex>
	#include <begin_vertex>
	#include <morphtarget_vertex>
	#include <project_vertex>
	gl_PointSize = size;
	#ifdef USE_SIZEATTENUATION
		bool isPerspective = isPerspectiveMatrix( projectionMatrix );
		if ( isPerspective ) gl_PointSize *= ( scale / - mvPosition.z );
	#endif
	#include <logdepthbuf_vertex>
	#include <clipping_planes_vertex>
	#include <worldpos_vertex>
	#include <fog_vertex>
}`,UM=`uniform vec3 diffuse;
uniform float opacity;
#include <common>
#include <color_pars_fragment>
#include <map_particle_pars_fragment>
#include <alphatest_pars_fragment>
#include <alphahash_pars_fragment>
#include <fog_pars_fragment>
#include <logdepthbuf_pars_fragment>
#include <clipping_planes_pars_fragment>
void main() {
	vec4 diffuseColor = vec4( diffuse, opacity );
	#include <clipping_planes_fragment>
	vec3 outgoingLight = vec3( 0.0 );
	#include <logdepthbuf_fragment>
	#include <map_particle_fragment>
	#include <color_fragment>
	#include <alphatest_fragment>
	#include <alphahash_fragment>
	outgoingLight = diffuseColor.rgb;
	#include <opaque_fragment>
	#include <tonemapping_fragment>
	#include <colorspace_fragment>
	#include <fog_fragment>
	#include <premultiplied_alpha_fragment>
}`,OM=`#include <common>
#include <batching_pars_vertex>
#include <fog_pars_vertex>
#include <morphtarget_pars_vertex>
#include <skinning_pars_vertex>
#include <logdepthbuf_pars_vertex>
#include <shadowmap_pars_vertex>
void main() {
	#include <batching_vertex>
	#include <beginnormal_vertex>
	#include <morphinstance_vertex>
	#include <morphnormal_vertex>
	#include <skinbase_vertex>
	#include <skinnormal_vertex>
	#include <defaultnormal_vertex>
	#include <begin_vertex>
	#include <morphtarget_vertex>
	#include <skinning_vertex>
	#include <project_vertex>
	#include <logdepthbuf_vertex>
	#include <worldpos_vertex>
	#include <shadowmap_vertex>
	#include <fog_vertex>
}`,FM=`uniform vec3 color;
uniform float opacity;
#include <common>
#include <fog_pars_fragment>
#include <bsdfs>
#include <lights_pars_begin>
#include <logdepthbuf_pars_fragment>
#include <shadowmap_pars_fragment>
#include <shadowmask_pars_fragment>
void main() {
	#include <logdepthbuf_fragment>
	gl_FragColor = vec4( color, opacity * ( 1.0 - getShadowMask() ) );
	#include <tonemapping_fragment>
	#include <colorspace_fragment>
	#include <fog_fragment>
	#include <premultiplied_alpha_fragment>
}`,BM=`uniform float rotation;
uniform vec2 center;
#include <common>
#include <uv_pars_vertex>
#include <fog_pars_vertex>
#include <logdepthbuf_pars_vertex>
#include <clipping_planes_pars_vertex>
void main() {
	#include <uv_vertex>
	vec4 mvPosition = modelViewMatrix[ 3 ];
	vec2 scale = vec2( length( modelMatrix[ 0 ].xyz ), length( modelMatrix[ 1 ].xyz ) );
	#ifndef USE_SIZEATTENUATION
		bool isPerspective = isPerspectiveMatrix( projectionMatrix );
		if ( isPerspective ) scale *= - mvPosition.z;
	#endif
	vec2 alignedPosition = ( position.xy - ( center - vec2( 0.5 ) ) ) * scale;
	vec2 rotatedPosition;
	rotatedPosition.x = cos( rotation ) * alignedPosition.x - sin( rotation ) * alignedPosition.y;
	rotatedPosition.y = sin( rotation ) * alignedPosition.x + cos( rotation ) * alignedPosition.y;
	mvPosition.xy += rotatedPosition;
	gl_Position = projectionMatrix * mvPosition;
	#include <logdepthbuf_vertex>
	#include <clipping_planes_vertex>
	#include <fog_vertex>
}`,kM=`uniform vec3 diffuse;
uniform float opacity;
#include <common>
#include <uv_pars_fragment>
#include <map_pars_fragment>
#include <alphamap_pars_fragment>
#include <alphatest_pars_fragment>
#include <alphahash_pars_fragment>
#include <fog_pars_fragment>
#include <logdepthbuf_pars_fragment>
#include <clipping_planes_pars_fragment>
void main() {
	vec4 diffuseColor = vec4( diffuse, opacity );
	#include <clipping_planes_fragment>
	vec3 outgoingLight = vec3( 0.0 );
	#include <logdepthbuf_fragment>
	#include <map_fragment>
	#include <alphamap_fragment>
	#include <alphatest_fragment>
	#include <alphahash_fragment>
	outgoingLight = diffuseColor.rgb;
	#include <opaque_fragment>
	#include <tonemapping_fragment>
	#include <colorspace_fragment>
	#include <fog_fragment>
}`,Qe={alphahash_fragment:aS,alphahash_pars_fragment:lS,alphamap_fragment:cS,alphamap_pars_fragment:hS,alphatest_fragment:uS,alphatest_pars_fragment:dS,aomap_fragment:fS,aomap_pars_fragment:pS,batching_pars_vertex:mS,batching_vertex:gS,begin_vertex:yS,beginnormal_vertex:xS,bsdfs:vS,iridescence_fragment:_S,bumpmap_pars_fragment:bS,clipping_planes_fragment:SS,clipping_planes_pars_fragment:wS,clipping_planes_pars_vertex:MS,clipping_planes_vertex:TS,color_fragment:ES,color_pars_fragment:AS,color_pars_vertex:CS,color_vertex:RS,common:IS,defaultnormal_vertex:PS,displacementmap_pars_vertex:LS,displacementmap_vertex:DS,emissivemap_fragment:NS,emissivemap_pars_fragment:US,colorspace_fragment:OS,colorspace_pars_fragment:FS,envmap_fragment:BS,envmap_common_pars_fragment:kS,envmap_pars_fragment:zS,envmap_pars_vertex:VS,envmap_physical_pars_fragment:JS,envmap_vertex:HS,fog_vertex:GS,fog_pars_vertex:WS,fog_fragment:XS,fog_pars_fragment:$S,gradientmap_pars_fragment:YS,lightmap_pars_fragment:qS,lights_lambert_fragment:jS,lights_lambert_pars_fragment:ZS,lights_pars_begin:KS,lights_toon_fragment:QS,lights_toon_pars_fragment:ew,lights_phong_fragment:tw,lights_phong_pars_fragment:iw,lights_physical_fragment:nw,lights_physical_pars_fragment:sw,lights_fragment_begin:rw,lights_fragment_maps:ow,lights_fragment_end:aw,lightprobes_pars_fragment:lw,logdepthbuf_fragment:cw,logdepthbuf_pars_fragment:hw,logdepthbuf_pars_vertex:uw,logdepthbuf_vertex:dw,map_fragment:fw,map_pars_fragment:pw,map_particle_fragment:mw,map_particle_pars_fragment:gw,metalnessmap_fragment:yw,metalnessmap_pars_fragment:xw,morphinstance_vertex:vw,morphcolor_vertex:_w,morphnormal_vertex:bw,morphtarget_pars_vertex:Sw,morphtarget_vertex:ww,normal_fragment_begin:Mw,normal_fragment_maps:Tw,normal_pars_fragment:Ew,normal_pars_vertex:Aw,normal_vertex:Cw,normalmap_pars_fragment:Rw,clearcoat_normal_fragment_begin:Iw,clearcoat_normal_fragment_maps:Pw,clearcoat_pars_fragment:Lw,iridescence_pars_fragment:Dw,opaque_fragment:Nw,packing:Uw,premultiplied_alpha_fragment:Ow,project_vertex:Fw,dithering_fragment:Bw,dithering_pars_fragment:kw,roughnessmap_fragment:zw,roughnessmap_pars_fragment:Vw,shadowmap_pars_fragment:Hw,shadowmap_pars_vertex:Gw,shadowmap_vertex:Ww,shadowmask_pars_fragment:Xw,skinbase_vertex:$w,skinning_pars_vertex:Yw,skinning_vertex:qw,skinnormal_vertex:jw,specularmap_fragment:Zw,specularmap_pars_fragment:Kw,tonemapping_fragment:Jw,tonemapping_pars_fragment:Qw,transmission_fragment:eM,transmission_pars_fragment:tM,uv_pars_fragment:iM,uv_pars_vertex:nM,uv_vertex:sM,worldpos_vertex:rM,background_vert:oM,background_frag:aM,backgroundCube_vert:lM,backgroundCube_frag:cM,cube_vert:hM,cube_frag:uM,depth_vert:dM,depth_frag:fM,distance_vert:pM,distance_frag:mM,equirect_vert:gM,equirect_frag:yM,linedashed_vert:xM,linedashed_frag:vM,meshbasic_vert:_M,meshbasic_frag:bM,meshlambert_vert:SM,meshlambert_frag:wM,meshmatcap_vert:MM,meshmatcap_frag:TM,meshnormal_vert:EM,meshnormal_frag:AM,meshphong_vert:CM,meshphong_frag:RM,meshphysical_vert:IM,meshphysical_frag:PM,meshtoon_vert:LM,meshtoon_frag:DM,points_vert:NM,points_frag:UM,shadow_vert:OM,shadow_frag:FM,sprite_vert:BM,sprite_frag:kM},me={common:{diffuse:{value:new Ge(16777215)},opacity:{value:1},map:{value:null},mapTransform:{value:new We},alphaMap:{value:null},alphaMapTransform:{value:new We},alphaTest:{value:0}},specularmap:{specularMap:{value:null},specularMapTransform:{value:new We}},envmap:{envMap:{value:null},envMapRotation:{value:new We},reflectivity:{value:1},ior:{value:1.5},refractionRatio:{value:.98},dfgLUT:{value:null}},aomap:{aoMap:{value:null},aoMapIntensity:{value:1},aoMapTransform:{value:new We}},lightmap:{lightMap:{value:null},lightMapIntensity:{value:1},lightMapTransform:{value:new We}},bumpmap:{bumpMap:{value:null},bumpMapTransform:{value:new We},bumpScale:{value:1}},normalmap:{normalMap:{value:null},normalMapTransform:{value:new We},normalScale:{value:new Be(1,1)}},displacementmap:{displacementMap:{value:null},displacementMapTransform:{value:new We},displacementScale:{value:1},displacementBias:{value:0}},emissivemap:{emissiveMap:{value:null},emissiveMapTransform:{value:new We}},metalnessmap:{metalnessMap:{value:null},metalnessMapTransform:{value:new We}},roughnessmap:{roughnessMap:{value:null},roughnessMapTransform:{value:new We}},gradientmap:{gradientMap:{value:null}},fog:{fogDensity:{value:25e-5},fogNear:{value:1},fogFar:{value:2e3},fogColor:{value:new Ge(16777215)}},lights:{ambientLightColor:{value:[]},lightProbe:{value:[]},sunLights:{value:[],properties:{direction:{},color:{}}},sunLightShadows:{value:[],properties:{shadowIntensity:1,shadowBias:{},shadowNormalBias:{},shadowRadius:{},shadowMapSize:{}}},sunShadowMatrix:{value:[]},sunShadowCascade:{value:[]},directionalLights:{value:[],properties:{direction:{},color:{}}},directionalLightShadows:{value:[],properties:{shadowIntensity:1,shadowBias:{},shadowNormalBias:{},shadowRadius:{},shadowMapSize:{}}},directionalShadowMatrix:{value:[]},spotLights:{value:[],properties:{color:{},position:{},direction:{},distance:{},coneCos:{},penumbraCos:{},decay:{}}},spotLightShadows:{value:[],properties:{shadowIntensity:1,shadowBias:{},shadowNormalBias:{},shadowRadius:{},shadowMapSize:{}}},spotLightMap:{value:[]},spotLightMatrix:{value:[]},pointLights:{value:[],properties:{color:{},position:{},decay:{},distance:{}}},pointLightShadows:{value:[],properties:{shadowIntensity:1,shadowBias:{},shadowNormalBias:{},shadowRadius:{},shadowMapSize:{},shadowCameraNear:{},shadowCameraFar:{}}},pointShadowMatrix:{value:[]},hemisphereLights:{value:[],properties:{direction:{},skyColor:{},groundColor:{}}},rectAreaLights:{value:[],properties:{color:{},position:{},width:{},height:{}}},ltc_1:{value:null},ltc_2:{value:null},probesSH:{value:[]},probesMin:{value:[]},probesMax:{value:[]},probesResolution:{value:[]}},points:{diffuse:{value:new Ge(16777215)},opacity:{value:1},size:{value:1},scale:{value:1},map:{value:null},alphaMap:{value:null},alphaMapTransform:{value:new We},alphaTest:{value:0},uvTransform:{value:new We}},sprite:{diffuse:{value:new Ge(16777215)},opacity:{value:1},center:{value:new Be(.5,.5)},rotation:{value:0},map:{value:null},mapTransform:{value:new We},alphaMap:{value:null},alphaMapTransform:{value:new We},alphaTest:{value:0}}},_i={basic:{uniforms:hi([me.common,me.specularmap,me.envmap,me.aomap,me.lightmap,me.fog]),vertexShader:Qe.meshbasic_vert,fragmentShader:Qe.meshbasic_frag},lambert:{uniforms:hi([me.common,me.specularmap,me.envmap,me.aomap,me.lightmap,me.emissivemap,me.bumpmap,me.normalmap,me.displacementmap,me.fog,me.lights,{emissive:{value:new Ge(0)},envMapIntensity:{value:1}}]),vertexShader:Qe.meshlambert_vert,fragmentShader:Qe.meshlambert_frag},phong:{uniforms:hi([me.common,me.specularmap,me.envmap,me.aomap,me.lightmap,me.emissivemap,me.bumpmap,me.normalmap,me.displacementmap,me.fog,me.lights,{emissive:{value:new Ge(0)},specular:{value:new Ge(1118481)},shininess:{value:30},envMapIntensity:{value:1}}]),vertexShader:Qe.meshphong_vert,fragmentShader:Qe.meshphong_frag},standard:{uniforms:hi([me.common,me.envmap,me.aomap,me.lightmap,me.emissivemap,me.bumpmap,me.normalmap,me.displacementmap,me.roughnessmap,me.metalnessmap,me.fog,me.lights,{emissive:{value:new Ge(0)},roughness:{value:1},metalness:{value:0},envMapIntensity:{value:1}}]),vertexShader:Qe.meshphysical_vert,fragmentShader:Qe.meshphysical_frag},toon:{uniforms:hi([me.common,me.aomap,me.lightmap,me.emissivemap,me.bumpmap,me.normalmap,me.displacementmap,me.gradientmap,me.fog,me.lights,{emissive:{value:new Ge(0)}}]),vertexShader:Qe.meshtoon_vert,fragmentShader:Qe.meshtoon_frag},matcap:{uniforms:hi([me.common,me.bumpmap,me.normalmap,me.displacementmap,me.fog,{matcap:{value:null}}]),vertexShader:Qe.meshmatcap_vert,fragmentShader:Qe.meshmatcap_frag},points:{uniforms:hi([me.points,me.fog]),vertexShader:Qe.points_vert,fragmentShader:Qe.points_frag},dashed:{uniforms:hi([me.common,me.fog,{scale:{value:1},dashSize:{value:1},totalSize:{value:2}}]),vertexShader:Qe.linedashed_vert,fragmentShader:Qe.linedashed_frag},depth:{uniforms:hi([me.common,me.displacementmap]),vertexShader:Qe.depth_vert,fragmentShader:Qe.depth_frag},normal:{uniforms:hi([me.common,me.bumpmap,me.normalmap,me.displacementmap,{opacity:{value:1}}]),vertexShader:Qe.meshnormal_vert,fragmentShader:Qe.meshnormal_frag},sprite:{uniforms:hi([me.sprite,me.fog]),vertexShader:Qe.sprite_vert,fragmentShader:Qe.sprite_frag},background:{uniforms:{uvTransform:{value:new We},t2D:{value:null},backgroundIntensity:{value:1}},vertexShader:Qe.background_vert,fragmentShader:Qe.background_frag},backgroundCube:{uniforms:{envMap:{value:null},backgroundBlurriness:{value:0},backgroundIntensity:{value:1},backgroundRotation:{value:new We}},vertexShader:Qe.backgroundCube_vert,fragmentShader:Qe.backgroundCube_frag},cube:{uniforms:{tCube:{value:null},tFlip:{value:-1},opacity:{value:1}},vertexShader:Qe.cube_vert,fragmentShader:Qe.cube_frag},equirect:{uniforms:{tEquirect:{value:null}},vertexShader:Qe.equirect_vert,fragmentShader:Qe.equirect_frag},distance:{uniforms:hi([me.common,me.displacementmap,{referencePosition:{value:new D},nearDistance:{value:1},farDistance:{value:1e3}}]),vertexShader:Qe.distance_vert,fragmentShader:Qe.distance_frag},shadow:{uniforms:hi([me.lights,me.fog,{color:{value:new Ge(0)},opacity:{value:1}}]),vertexShader:Qe.shadow_vert,fragmentShader:Qe.shadow_frag}};_i.physical={uniforms:hi([_i.standard.uniforms,{clearcoat:{value:0},clearcoatMap:{value:null},clearcoatMapTransform:{value:new We},clearcoatNormalMap:{value:null},clearcoatNormalMapTransform:{value:new We},clearcoatNormalScale:{value:new Be(1,1)},clearcoatRoughness:{value:0},clearcoatRoughnessMap:{value:null},clearcoatRoughnessMapTransform:{value:new We},diffuseRoughness:{value:0},diffuseRoughnessMap:{value:null},diffuseRoughnessMapTransform:{value:new We},dispersion:{value:0},retroreflectivity:{value:0},iridescence:{value:0},iridescenceMap:{value:null},iridescenceMapTransform:{value:new We},iridescenceIOR:{value:1.3},iridescenceThicknessMinimum:{value:100},iridescenceThicknessMaximum:{value:400},iridescenceThicknessMap:{value:null},iridescenceThicknessMapTransform:{value:new We},sheen:{value:0},sheenColor:{value:new Ge(0)},sheenColorMap:{value:null},sheenColorMapTransform:{value:new We},sheenRoughness:{value:1},sheenRoughnessMap:{value:null},sheenRoughnessMapTransform:{value:new We},transmission:{value:0},transmissionMap:{value:null},transmissionMapTransform:{value:new We},transmissionSamplerSize:{value:new Be},transmissionSamplerMap:{value:null},thickness:{value:0},thicknessMap:{value:null},thicknessMapTransform:{value:new We},attenuationDistance:{value:0},attenuationColor:{value:new Ge(0)},specularColor:{value:new Ge(1,1,1)},specularColorMap:{value:null},specularColorMapTransform:{value:new We},specularIntensity:{value:1},specularIntensityMap:{value:null},specularIntensityMapTransform:{value:new We},anisotropyVector:{value:new Be},anisotropyMap:{value:null},anisotropyMapTransform:{value:new We}}]),vertexShader:Qe.meshphysical_vert,fragmentShader:Qe.meshphysical_frag};var Bu={r:0,b:0,g:0},zM=new rt,px=new We;px.set(-1,0,0,0,1,0,0,0,1);function VM(i,e,t,n,s,r){let o=new Ge(0),a=s===!0?0:1,l,c,h=null,u=0,d=null;function f(S){let E=S.isScene===!0?S.background:null;if(E&&E.isTexture){let b=S.backgroundBlurriness>0;E=e.get(E,b)}return E}function p(S){let E=!1,b=f(S);b===null?m(o,a):b&&b.isColor&&(m(b,1),E=!0);let C=i.xr.getEnvironmentBlendMode();C==="additive"?t.buffers.color.setClear(0,0,0,1,r):C==="alpha-blend"&&t.buffers.color.setClear(0,0,0,0,r),(i.autoClear||E)&&(t.buffers.depth.setTest(!0),t.buffers.depth.setMask(!0),t.buffers.color.setMask(!0),i.clear(i.autoClearColor,i.autoClearDepth,i.autoClearStencil))}function y(S,E){let b=f(E);b&&b.isCubeTexture?(c===void 0&&(c=new Ai(new Ps(1,1,1),new rn({name:"BackgroundCubeMaterial",uniforms:cr(_i.backgroundCube.uniforms),vertexShader:_i.backgroundCube.vertexShader,fragmentShader:_i.backgroundCube.fragmentShader,side:vi,depthTest:!1,depthWrite:!1,fog:!1,allowOverride:!1})),c.geometry.deleteAttribute("normal"),c.geometry.deleteAttribute("uv"),c.onBeforeRender=function(C,A,x){this.matrixWorld.copyPosition(x.matrixWorld)},Object.defineProperty(c.material,"envMap",{get:function(){return this.uniforms.envMap.value}}),n.update(c)),c.material.uniforms.envMap.value=b,c.material.uniforms.backgroundBlurriness.value=E.backgroundBlurriness,c.material.uniforms.backgroundIntensity.value=E.backgroundIntensity,c.material.uniforms.backgroundRotation.value.setFromMatrix4(zM.makeRotationFromEuler(E.backgroundRotation)).transpose(),b.isRenderTargetTexture===!1&&c.material.uniforms.backgroundRotation.value.premultiply(px),c.material.toneMapped=tt.getTransfer(b.colorSpace)!==ft,(h!==b||u!==b.version||d!==i.toneMapping)&&(c.material.needsUpdate=!0,h=b,u=b.version,d=i.toneMapping),c.layers.enableAll(),S.unshift(c,c.geometry,c.material,0,0,null)):b&&b.isTexture&&(l===void 0&&(l=new Ai(new Fa(2,2),new rn({name:"BackgroundMaterial",uniforms:cr(_i.background.uniforms),vertexShader:_i.background.vertexShader,fragmentShader:_i.background.fragmentShader,side:Us,depthTest:!1,depthWrite:!1,fog:!1,allowOverride:!1})),l.geometry.deleteAttribute("normal"),Object.defineProperty(l.material,"map",{get:function(){return this.uniforms.t2D.value}}),n.update(l)),l.material.uniforms.t2D.value=b,l.material.uniforms.backgroundIntensity.value=E.backgroundIntensity,l.material.toneMapped=tt.getTransfer(b.colorSpace)!==ft,b.matrixAutoUpdate===!0&&b.updateMatrix(),l.material.uniforms.uvTransform.value.copy(b.matrix),(h!==b||u!==b.version||d!==i.toneMapping)&&(l.material.needsUpdate=!0,h=b,u=b.version,d=i.toneMapping),l.layers.enableAll(),S.unshift(l,l.geometry,l.material,0,0,null))}function m(S,E){S.getRGB(Bu,kp(i)),t.buffers.color.setClear(Bu.r,Bu.g,Bu.b,E,r)}function g(){c!==void 0&&(c.geometry.dispose(),c.material.dispose(),c=void 0),l!==void 0&&(l.geometry.dispose(),l.material.dispose(),l=void 0)}return{getClearColor:function(){return o},setClearColor:function(S,E=1){o.set(S),a=E,m(o,a)},getClearAlpha:function(){return a},setClearAlpha:function(S){a=S,m(o,a)},render:p,addToRenderList:y,dispose:g}}function HM(i,e){let t=i.getParameter(i.MAX_VERTEX_ATTRIBS),n={},s=d(null),r=s,o=!1;function a(F,G,j,P,Y){let Q=!1,W=u(F,P,j,G);r!==W&&(r=W,c(r.object)),Q=f(F,P,j,Y),Q&&p(F,P,j,Y),Y!==null&&e.update(Y,i.ELEMENT_ARRAY_BUFFER),(Q||o)&&(o=!1,b(F,G,j,P),Y!==null&&i.bindBuffer(i.ELEMENT_ARRAY_BUFFER,e.get(Y).buffer))}function l(){return i.createVertexArray()}function c(F){return i.bindVertexArray(F)}function h(F){return i.deleteVertexArray(F)}function u(F,G,j,P){let Y=P.wireframe===!0,Q=n[G.id];Q===void 0&&(Q={},n[G.id]=Q);let W=F.isInstancedMesh===!0?F.id:0,re=Q[W];re===void 0&&(re={},Q[W]=re);let $=re[j.id];$===void 0&&($={},re[j.id]=$);let ie=$[Y];return ie===void 0&&(ie=d(l()),$[Y]=ie),ie}function d(F){let G=[],j=[],P=[];for(let Y=0;Y<t;Y++)G[Y]=0,j[Y]=0,P[Y]=0;return{geometry:null,program:null,wireframe:!1,newAttributes:G,enabledAttributes:j,attributeDivisors:P,object:F,attributes:{},index:null}}function f(F,G,j,P){let Y=r.attributes,Q=G.attributes,W=0,re=j.getAttributes();for(let $ in re)if(re[$].location>=0){let ne=Y[$],Re=Q[$];if(Re===void 0&&($==="instanceMatrix"&&F.instanceMatrix&&(Re=F.instanceMatrix),$==="instanceColor"&&F.instanceColor&&(Re=F.instanceColor)),ne===void 0||ne.attribute!==Re||Re&&ne.data!==Re.data)return!0;W++}return r.attributesNum!==W||r.index!==P}function p(F,G,j,P){let Y={},Q=G.attributes,W=0,re=j.getAttributes();for(let $ in re)if(re[$].location>=0){let ne=Q[$];ne===void 0&&($==="instanceMatrix"&&F.instanceMatrix&&(ne=F.instanceMatrix),$==="instanceColor"&&F.instanceColor&&(ne=F.instanceColor));let Re={};Re.attribute=ne,ne&&ne.data&&(Re.data=ne.data),Y[$]=Re,W++}r.attributes=Y,r.attributesNum=W,r.index=P}function y(){let F=r.newAttributes;for(let G=0,j=F.length;G<j;G++)F[G]=0}function m(F){g(F,0)}function g(F,G){let j=r.newAttributes,P=r.enabledAttributes,Y=r.attributeDivisors;j[F]=1,P[F]===0&&(i.enableVertexAttribArray(F),P[F]=1),Y[F]!==G&&(i.vertexAttribDivisor(F,G),Y[F]=G)}function S(){let F=r.newAttributes,G=r.enabledAttributes;for(let j=0,P=G.length;j<P;j++)G[j]!==F[j]&&(i.disableVertexAttribArray(j),G[j]=0)}function E(F,G,j,P,Y,Q,W){W===!0?i.vertexAttribIPointer(F,G,j,Y,Q):i.vertexAttribPointer(F,G,j,P,Y,Q)}function b(F,G,j,P){y();let Y=P.attributes,Q=j.getAttributes(),W=G.defaultAttributeValues;for(let re in Q){let $=Q[re];if($.location>=0){let ie=Y[re];if(ie===void 0&&(re==="instanceMatrix"&&F.instanceMatrix&&(ie=F.instanceMatrix),re==="instanceColor"&&F.instanceColor&&(ie=F.instanceColor)),ie!==void 0){let ne=ie.normalized,Re=ie.itemSize,$e=e.get(ie);if($e===void 0)continue;let K=$e.buffer,xe=$e.type,Me=$e.bytesPerElement,Ue=xe===i.INT||xe===i.UNSIGNED_INT||ie.gpuType===wo;if(ie.isInterleavedBufferAttribute){let ve=ie.data,Ze=ve.isInterleavedBuffer===!0?ve.stride:ve.itemSize,Ct=ie.offset;if(ve.isInstancedInterleavedBuffer||ve.isInstancedBufferAttribute){for(let Fe=0;Fe<$.locationSize;Fe++)g($.location+Fe,ve.meshPerAttribute);F.isInstancedMesh!==!0&&P._maxInstanceCount===void 0&&(P._maxInstanceCount=ve.meshPerAttribute*ve.count)}else for(let Fe=0;Fe<$.locationSize;Fe++)m($.location+Fe);i.bindBuffer(i.ARRAY_BUFFER,K);for(let Fe=0;Fe<$.locationSize;Fe++)E($.location+Fe,Re/$.locationSize,xe,ne,Ze*Me,(Ct+Re/$.locationSize*Fe)*Me,Ue)}else{if(ie.isInstancedBufferAttribute){for(let ve=0;ve<$.locationSize;ve++)g($.location+ve,ie.meshPerAttribute);F.isInstancedMesh!==!0&&P._maxInstanceCount===void 0&&(P._maxInstanceCount=ie.meshPerAttribute*ie.count)}else for(let ve=0;ve<$.locationSize;ve++)m($.location+ve);i.bindBuffer(i.ARRAY_BUFFER,K);for(let ve=0;ve<$.locationSize;ve++)E($.location+ve,Re/$.locationSize,xe,ne,Re*Me,Re/$.locationSize*ve*Me,Ue)}}else if(W!==void 0){let ne=W[re];if(ne!==void 0)switch(ne.length){case 2:i.vertexAttrib2fv($.location,ne);break;case 3:i.vertexAttrib3fv($.location,ne);break;case 4:i.vertexAttrib4fv($.location,ne);break;default:i.vertexAttrib1fv($.location,ne)}}}}S()}function C(){V();for(let F in n){let G=n[F];for(let j in G){let P=G[j];for(let Y in P){let Q=P[Y];for(let W in Q)h(Q[W].object),delete Q[W];delete P[Y]}}delete n[F]}}function A(F){if(n[F.id]===void 0)return;let G=n[F.id];for(let j in G){let P=G[j];for(let Y in P){let Q=P[Y];for(let W in Q)h(Q[W].object),delete Q[W];delete P[Y]}}delete n[F.id]}function x(F){for(let G in n){let j=n[G];for(let P in j){let Y=j[P];if(Y[F.id]===void 0)continue;let Q=Y[F.id];for(let W in Q)h(Q[W].object),delete Q[W];delete Y[F.id]}}}function M(F){for(let G in n){let j=n[G],P=F.isInstancedMesh===!0?F.id:0,Y=j[P];if(Y!==void 0){for(let Q in Y){let W=Y[Q];for(let re in W)h(W[re].object),delete W[re];delete Y[Q]}delete j[P],Object.keys(j).length===0&&delete n[G]}}}function V(){U(),o=!0,r!==s&&(r=s,c(r.object))}function U(){s.geometry=null,s.program=null,s.wireframe=!1}return{setup:a,reset:V,resetDefaultState:U,dispose:C,releaseStatesOfGeometry:A,releaseStatesOfObject:M,releaseStatesOfProgram:x,initAttributes:y,enableAttribute:m,disableUnusedAttributes:S}}function GM(i,e,t){let n;function s(l){n=l}function r(l,c){i.drawArrays(n,l,c),t.update(c,n,1)}function o(l,c,h){h!==0&&(i.drawArraysInstanced(n,l,c,h),t.update(c,n,h))}function a(l,c,h){if(h===0)return;e.get("WEBGL_multi_draw").multiDrawArraysWEBGL(n,l,0,c,0,h);let d=0;for(let f=0;f<h;f++)d+=c[f];t.update(d,n,1)}this.setMode=s,this.render=r,this.renderInstances=o,this.renderMultiDraw=a}function WM(i,e,t,n){let s;function r(){if(s!==void 0)return s;if(e.has("EXT_texture_filter_anisotropic")===!0){let x=e.get("EXT_texture_filter_anisotropic");s=i.getParameter(x.MAX_TEXTURE_MAX_ANISOTROPY_EXT)}else s=0;return s}function o(x){return!(x!==Wi&&n.convert(x)!==i.getParameter(i.IMPLEMENTATION_COLOR_READ_FORMAT))}function a(x){let M=x===_n&&(e.has("EXT_color_buffer_half_float")||e.has("EXT_color_buffer_float"));return!(x!==Gi&&x!==an&&!M&&n.convert(x)!==i.getParameter(i.IMPLEMENTATION_COLOR_READ_TYPE))}function l(x){if(x==="highp"){if(i.getShaderPrecisionFormat(i.VERTEX_SHADER,i.HIGH_FLOAT).precision>0&&i.getShaderPrecisionFormat(i.FRAGMENT_SHADER,i.HIGH_FLOAT).precision>0)return"highp";x="mediump"}return x==="mediump"&&i.getShaderPrecisionFormat(i.VERTEX_SHADER,i.MEDIUM_FLOAT).precision>0&&i.getShaderPrecisionFormat(i.FRAGMENT_SHADER,i.MEDIUM_FLOAT).precision>0?"mediump":"lowp"}let c=t.precision!==void 0?t.precision:"highp",h=l(c);h!==c&&(Ne("WebGLRenderer:",c,"not supported, using",h,"instead."),c=h);let u=t.reversedDepthBuffer===!0&&e.has("EXT_clip_control"),d=t.logarithmicDepthBuffer===!0&&u===!1;t.reversedDepthBuffer===!0&&u===!1&&Ne("WebGLRenderer: Unable to use reversed depth buffer due to missing EXT_clip_control extension. Fallback to default depth buffer."),t.logarithmicDepthBuffer===!0&&u===!0&&Ne("WebGLRenderer: Logarithmic depth buffer is ignored when reversed depth buffer is enabled.");let f=i.getParameter(i.MAX_TEXTURE_IMAGE_UNITS),p=i.getParameter(i.MAX_VERTEX_TEXTURE_IMAGE_UNITS),y=i.getParameter(i.MAX_TEXTURE_SIZE),m=i.getParameter(i.MAX_CUBE_MAP_TEXTURE_SIZE),g=i.getParameter(i.MAX_VERTEX_ATTRIBS),S=i.getParameter(i.MAX_VERTEX_UNIFORM_VECTORS),E=i.getParameter(i.MAX_VARYING_VECTORS),b=i.getParameter(i.MAX_FRAGMENT_UNIFORM_VECTORS),C=i.getParameter(i.MAX_SAMPLES),A=i.getParameter(i.SAMPLES);return{isWebGL2:!0,getMaxAnisotropy:r,getMaxPrecision:l,textureFormatReadable:o,textureTypeReadable:a,precision:c,logarithmicDepthBuffer:d,reversedDepthBuffer:u,maxTextures:f,maxVertexTextures:p,maxTextureSize:y,maxCubemapSize:m,maxAttributes:g,maxVertexUniforms:S,maxVaryings:E,maxFragmentUniforms:b,maxSamples:C,samples:A}}function XM(i){let e=this,t=null,n=0,s=!1,r=!1,o=new Fi,a=new We,l={value:null,needsUpdate:!1};this.uniform=l,this.numPlanes=0,this.numIntersection=0,this.init=function(u,d){let f=u.length!==0||d||n!==0||s;return s=d,n=u.length,f},this.beginShadows=function(){r=!0,h(null)},this.endShadows=function(){r=!1},this.setGlobalState=function(u,d){t=h(u,d,0)},this.setState=function(u,d,f){let p=u.clippingPlanes,y=u.clipIntersection,m=u.clipShadows,g=i.get(u);if(!s||p===null||p.length===0||r&&!m)r?h(null):c();else{let S=r?0:n,E=S*4,b=g.clippingState||null;l.value=b,b=h(p,d,E,f);for(let C=0;C!==E;++C)b[C]=t[C];g.clippingState=b,this.numIntersection=y?this.numPlanes:0,this.numPlanes+=S}};function c(){l.value!==t&&(l.value=t,l.needsUpdate=n>0),e.numPlanes=n,e.numIntersection=0}function h(u,d,f,p){let y=u!==null?u.length:0,m=null;if(y!==0){if(m=l.value,p!==!0||m===null){let g=f+y*4,S=d.matrixWorldInverse;a.getNormalMatrix(S),(m===null||m.length<g)&&(m=new Float32Array(g));for(let E=0,b=f;E!==y;++E,b+=4)o.copy(u[E]).applyMatrix4(S,a),o.normal.toArray(m,b),m[b+3]=o.constant}l.value=m,l.needsUpdate=!0}return e.numPlanes=y,e.numIntersection=0,m}}var sl=class extends zi{constructor(e=1,t={}){super(e,e,t),this.isWebGLCubeRenderTarget=!0;let n={width:e,height:e,depth:1},s=[n,n,n,n,n,n];this.texture=new Na(s),this._setTextureOptions(t),this.texture.isRenderTargetTexture=!0}fromEquirectangularTexture(e,t){this.texture.type=t.type,this.texture.colorSpace=t.colorSpace,this.texture.generateMipmaps=t.generateMipmaps,this.texture.minFilter=t.minFilter,this.texture.magFilter=t.magFilter;let n={uniforms:{tEquirect:{value:null}},vertexShader:`

				varying vec3 vWorldDirection;

				vec3 transformDirection( in vec3 dir, in mat4 matrix ) {

					return normalize( ( matrix * vec4( dir, 0.0 ) ).xyz );

				}

				void main() {

					vWorldDirection = transformDirection( position, modelMatrix );

					#include <begin_vertex>
					#include <project_vertex>

				}
			`,fragmentShader:`

				uniform sampler2D tEquirect;

				varying vec3 vWorldDirection;

				#include <common>

				void main() {

					vec3 direction = normalize( vWorldDirection );

					vec2 sampleUV = equirectUv( direction );

					gl_FragColor = texture2D( tEquirect, sampleUV );

				}
			`},s=new Ps(5,5,5),r=new rn({name:"CubemapFromEquirect",uniforms:cr(n.uniforms),vertexShader:n.vertexShader,fragmentShader:n.fragmentShader,side:vi,blending:rr});r.uniforms.tEquirect.value=t;let o=new Ai(s,r),a=t.minFilter;return t.minFilter===ls&&(t.minFilter=gi),new yo(1,10,this).update(e,o),t.minFilter=a,o.geometry.dispose(),o.material.dispose(),this}clear(e,t=!0,n=!0,s=!0){let r=e.getRenderTarget();for(let o=0;o<6;o++)e.setRenderTarget(this,o),e.clear(t,n,s);e.setRenderTarget(r)}},$y=256,$M=3,YM=20,mx=256,gx=16,qM=3,jM=new D,ZM=new Ge,zu=class i{constructor(e){this._renderer=e,this._cubeSize=0,this._sourceTarget=null,this._cubeCamera=new yo(1,10,null),this._boxMesh=new Ai(new Ps(5,5,5),null),this._cubemapMaterial=null,this._equirectMaterial=null,this._blurMaterial=null,this._ggxMaterial=null,this._integrationMaterial=null}fromScene(e,t=0,n=.1,s=100,r={}){let{size:o=256,position:a=jM}=r,l=this._renderer;this._setSize(o);let c=this._allocateTarget(),h=this._getSourceTarget(!0);t>0&&(h.texture.mipmapsAutoUpdate=!1);let u=l.autoClear,d=l.autoClearColor,f=l.autoClearDepth,p=l.autoClearStencil,y=e.background;l.autoClear=!0,l.autoClearColor=!0,l.autoClearDepth=!0,l.autoClearStencil=!0,y===null&&(e.background=l.getClearColor(ZM));let m=new yo(n,s,h);return m.position.copy(a),m.update(l,e),l.autoClear=u,l.autoClearColor=d,l.autoClearDepth=f,l.autoClearStencil=p,e.background=y,t>0&&(h.texture.mipmapsAutoUpdate=!0,this._blur(c,t)),this._applyPMREM(c),c}fromEquirectangular(e,t=null){return this._fromTexture(e,t)}fromCubemap(e,t=null){return this._fromTexture(e,t)}compileCubemapShader(){this._cubemapMaterial===null&&(this._cubemapMaterial=jy(),this._compileMaterial(this._cubemapMaterial))}compileEquirectangularShader(){this._equirectMaterial===null&&(this._equirectMaterial=qy(),this._compileMaterial(this._equirectMaterial))}dispose(){this._sourceTarget!==null&&this._sourceTarget.dispose(),this._cubemapMaterial!==null&&this._cubemapMaterial.dispose(),this._equirectMaterial!==null&&this._equirectMaterial.dispose(),this._blurMaterial!==null&&this._blurMaterial.dispose(),this._ggxMaterial!==null&&this._ggxMaterial.dispose(),this._integrationMaterial!==null&&this._integrationMaterial.dispose(),this._boxMesh.geometry.dispose()}static lodToRoughness(e,t){return t>0?1-Math.sqrt(1-e/t):0}_setSize(e){this._cubeSize=Math.max($y,Op(e))}_fromTexture(e,t){e.mapping===ar||e.mapping===bo?this._setSize(e.image.length===0?$y:e.image[0].width||e.image[0].image.width):this._setSize(e.image.width/4);let n=t||this._allocateTarget();return this._textureToCubemap(e),this._applyPMREM(n),n}_allocateTarget(){let e=this._cubeSize,t=Yy(e,!1,!1),n=Math.log2(e)-$M;for(let s=0;s<=n;s++)t.texture.mipmaps.push({width:e>>s,height:e>>s});return t.texture.name="PMREM",t.texture.isPMREMTexture=!0,t}_getSourceTarget(e=!1){let t=this._cubeSize,n=this._sourceTarget;return(n===null||n.width!==t||e&&n.depthBuffer===!1)&&(n!==null&&n.dispose(),this._sourceTarget=Yy(t,!0,e)),this._sourceTarget}_compileMaterial(e){this._boxMesh.material=e,this._renderer.compile(this._boxMesh,this._cubeCamera.children[0])}_renderCube(e,t,n){let s=this._boxMesh,r=this._cubeCamera;s.material=n,r.renderTarget=e,r.activeMipmapLevel=t;let o=e.width>>t;e.viewport.set(0,0,o,o),r.update(this._renderer,s),e.viewport.set(0,0,e.width,e.height)}_textureToCubemap(e){let t;e.mapping===ar||e.mapping===bo?(this._cubemapMaterial===null&&(this._cubemapMaterial=jy()),t=this._cubemapMaterial,t.uniforms.flipEnvMap.value=e.isRenderTargetTexture===!1?-1:1):(this._equirectMaterial===null&&(this._equirectMaterial=qy()),t=this._equirectMaterial),t.uniforms.envMap.value=e,this._renderCube(this._getSourceTarget(),0,t)}_applyPMREM(e){this._ggxMaterial===null&&(this._ggxMaterial=KM(),this._integrationMaterial=JM());let t=this._cubeSize,n=e.texture.mipmaps.length-1,s=this._ggxMaterial.uniforms;s.envMap.value=this._sourceTarget.texture;let r=this._integrationMaterial.uniforms;r.envMap.value=this._sourceTarget.texture,r.sourceLod.value=Math.log2(t/gx);for(let o=0;o<=n;o++){let a=i.lodToRoughness(o,n);if(o>n-qM)r.roughness.value=a,this._renderCube(e,o,this._integrationMaterial);else{let l=a>0?Math.log2(t)+.5*Math.log2(6/(mx*Math.pow(a,4)))+.5:0;s.roughness.value=a,s.lodBias.value=l,this._renderCube(e,o,this._ggxMaterial)}}}_blur(e,t){this._blurMaterial===null&&(this._blurMaterial=QM());let n=this._blurMaterial,s=n.uniforms,r=this._sourceTarget;s.sigma.value=Math.min(t,Math.PI)/Math.SQRT2,s.envMap.value=r.texture,this._renderCube(e,0,n),s.envMap.value=e.texture,this._renderCube(r,0,n)}};function Yy(i,e,t){return new sl(i,{minFilter:ls,generateMipmaps:e,type:_n,colorSpace:ba,depthBuffer:t})}function rl(i,e,t){return new rn({name:i,uniforms:e,vertexShader:Qe.cube_vert,fragmentShader:t,side:vi,blending:rr,depthTest:!1,depthWrite:!1})}function KM(){return rl("PMREMGGXConvolution",{envMap:{value:null},roughness:{value:0},lodBias:{value:0}},`

		#define GGX_SAMPLES ${mx}u

		varying vec3 vWorldDirection;

		uniform samplerCube envMap;
		uniform float roughness;
		uniform float lodBias;

		#include <common>

		// Van der Corput radical inverse
		float radicalInverse_VdC( uint bits ) {

			bits = ( bits << 16u ) | ( bits >> 16u );
			bits = ( ( bits & 0x55555555u ) << 1u ) | ( ( bits & 0xAAAAAAAAu ) >> 1u );
			bits = ( ( bits & 0x33333333u ) << 2u ) | ( ( bits & 0xCCCCCCCCu ) >> 2u );
			bits = ( ( bits & 0x0F0F0F0Fu ) << 4u ) | ( ( bits & 0xF0F0F0F0u ) >> 4u );
			bits = ( ( bits & 0x00FF00FFu ) << 8u ) | ( ( bits & 0xFF00FF00u ) >> 8u );
			return float( bits ) * 2.3283064365386963e-10; // / 0x100000000

		}

		// Hammersley sequence
		vec2 hammersley( uint i, uint N ) {

			return vec2( float( i ) / float( N ), radicalInverse_VdC( i ) );

		}

		void main() {

			vec3 N = normalize( vWorldDirection );

			// For very low roughness, just sample the environment directly
			if ( roughness < 0.001 ) {

				gl_FragColor = vec4( textureLod( envMap, N, 0.0 ).rgb, 1.0 );
				return;

			}

			float alpha = roughness * roughness;
			float alpha2 = alpha * alpha;

			// Tangent space basis for VNDF sampling
			vec3 up = abs( N.z ) < 0.999 ? vec3( 0.0, 0.0, 1.0 ) : vec3( 1.0, 0.0, 0.0 );
			vec3 tangent = normalize( cross( up, N ) );
			vec3 bitangent = cross( N, tangent );

			vec3 prefilteredColor = vec3( 0.0 );
			float totalWeight = 0.0;

			for ( uint i = 0u; i < GGX_SAMPLES; i ++ ) {

				vec2 Xi = hammersley( i, GGX_SAMPLES );

				// With V = N, sample the reflected direction directly.
				float invQ = 1.0 / ( 1.0 - Xi.x + alpha2 * Xi.x );
				float NdotL = ( 1.0 - Xi.x - alpha2 * Xi.x ) * invQ;

				if ( NdotL > 0.0 ) {

					float phi = 2.0 * PI * Xi.y;
					float sinTheta = 2.0 * alpha * sqrt( Xi.x * ( 1.0 - Xi.x ) ) * invQ;
					vec3 L = N * NdotL + ( tangent * cos( phi ) + bitangent * sin( phi ) ) * sinTheta;

					// Match the source mip to the sample's solid angle. The terms
					// independent of the sample are precomputed in lodBias.
					float d = alpha2 * invQ;
					float lod = max( log2( d ) + lodBias, 0.0 );

					// Weight by NdotL for the split-sum approximation
					prefilteredColor += textureLod( envMap, L, lod ).rgb * NdotL;
					totalWeight += NdotL;

				}

			}

			gl_FragColor = vec4( prefilteredColor / totalWeight, 1.0 );

		}
	`)}function JM(){return rl("PMREMGGXIntegration",{envMap:{value:null},roughness:{value:0},sourceLod:{value:0},sourceSize:{value:gx}},`

		varying vec3 vWorldDirection;

		uniform samplerCube envMap;
		uniform float roughness;
		uniform float sourceLod;
		uniform int sourceSize;

		void main() {

			vec3 N = normalize( vWorldDirection );

			float alpha = roughness * roughness;
			float alpha2 = alpha * alpha;

			float texelSize = 2.0 / float( sourceSize );

			vec3 prefilteredColor = vec3( 0.0 );
			float totalWeight = 0.0;

			// Pair opposite texels: only the one in N's hemisphere contributes.
			for ( int face = 0; face < 3; face ++ ) {

				for ( int y = 0; y < sourceSize; y ++ ) {

					for ( int x = 0; x < sourceSize; x ++ ) {

						vec2 uv = ( vec2( x, y ) + 0.5 ) * texelSize - 1.0;
						vec3 texelDirection = face == 0 ? vec3( 1.0, uv ) : ( face == 1 ? vec3( uv.x, 1.0, uv.y ) : vec3( uv, 1.0 ) );

						float invDistance = inversesqrt( 1.0 + dot( uv, uv ) );
						float NdotL = dot( N, texelDirection );
						texelDirection *= NdotL < 0.0 ? - 1.0 : 1.0;
						NdotL = abs( NdotL ) * invDistance;

						// With V = N, NdotH squared is ( 1 + NdotL ) / 2. Common factors
						// in the GGX distribution and texel solid angle cancel when normalized.
						float d = 1.0 + alpha2 + ( alpha2 - 1.0 ) * NdotL;
						float weight = NdotL * invDistance * invDistance * invDistance / ( d * d );

						prefilteredColor += textureLod( envMap, texelDirection, sourceLod ).rgb * weight;
						totalWeight += weight;

					}

				}

			}

			gl_FragColor = vec4( prefilteredColor / totalWeight, 1.0 );

		}
	`)}function QM(){return rl("PMREMSphericalGaussianBlur",{envMap:{value:null},sigma:{value:0}},`

		#define SAMPLES ${YM}
		#define GOLDEN_ANGLE 2.39996322973

		varying vec3 vWorldDirection;

		uniform samplerCube envMap;
		uniform float sigma;

		#include <common>

		void main() {

			vec3 outputDirection = normalize( vWorldDirection );

			vec3 up = abs( outputDirection.z ) < 0.999 ? vec3( 0.0, 0.0, 1.0 ) : vec3( 1.0, 0.0, 0.0 );
			vec3 tangent = normalize( cross( up, outputDirection ) );
			vec3 bitangent = cross( outputDirection, tangent );

			// Truncate the kernel at three standard deviations or at the antipode.
			float thetaMax = min( 3.0 * sigma, PI );
			float truncation = 1.0 - exp( - 0.5 * thetaMax * thetaMax / ( sigma * sigma ) );

			vec3 accumColor = vec3( 0.0 );
			float accumWeight = 0.0;

			for ( int i = 0; i < SAMPLES; i ++ ) {

				// Stratified inverse-CDF sampling of the Gaussian, placed on a golden-angle spiral.
				float stratum = ( float( i ) + 0.5 ) / float( SAMPLES );
				float theta = sigma * sqrt( - 2.0 * log( 1.0 - stratum * truncation ) );
				float phi = float( i ) * GOLDEN_ANGLE;

				vec3 offset = cos( phi ) * tangent + sin( phi ) * bitangent;
				vec3 sampleDirection = cos( theta ) * outputDirection + sin( theta ) * offset;

				// Correct the planar sample density to solid angle.
				float weight = sin( theta ) / theta;

				accumColor += weight * textureLod( envMap, sampleDirection, 0.0 ).rgb;
				accumWeight += weight;

			}

			gl_FragColor = vec4( accumColor / accumWeight, 1.0 );

		}
	`)}function qy(){return rl("PMREMEquirectangularToCubemap",{envMap:{value:null}},`

		varying vec3 vWorldDirection;

		uniform sampler2D envMap;

		#include <common>

		void main() {

			// Average four subpixel samples to preserve small, bright features.
			vec3 direction = normalize( vWorldDirection );
			vec3 dx = dFdx( direction ) * 0.25;
			vec3 dy = dFdy( direction ) * 0.25;

			vec3 color = textureLod( envMap, equirectUv( normalize( direction - dx - dy ) ), 0.0 ).rgb;
			color += textureLod( envMap, equirectUv( normalize( direction + dx - dy ) ), 0.0 ).rgb;
			color += textureLod( envMap, equirectUv( normalize( direction - dx + dy ) ), 0.0 ).rgb;
			color += textureLod( envMap, equirectUv( normalize( direction + dx + dy ) ), 0.0 ).rgb;
			gl_FragColor = vec4( color * 0.25, 1.0 );

		}
	`)}function jy(){return rl("PMREMCubemapToCubemap",{envMap:{value:null},flipEnvMap:{value:-1}},`

		varying vec3 vWorldDirection;

		uniform samplerCube envMap;
		uniform float flipEnvMap;

		void main() {

			gl_FragColor = vec4( textureCube( envMap, vec3( flipEnvMap * vWorldDirection.x, vWorldDirection.yz ) ).rgb, 1.0 );

		}
	`)}function e1(i){let e=new WeakMap,t=new WeakMap,n=null;function s(d,f=!1){return d==null?null:f?o(d):r(d)}function r(d){if(d&&d.isTexture){let f=d.mapping;if(f===Jh||f===Qh)if(e.has(d)){let p=e.get(d).texture;return a(p,d.mapping)}else{let p=d.image;if(p&&p.height>0){let y=new sl(p.height);return y.fromEquirectangularTexture(i,d),e.set(d,y),d.addEventListener("dispose",c),a(y.texture,d.mapping)}else return null}}return d}function o(d){if(d&&d.isTexture&&d.isPMREMTexture!==!0){let f=d.mapping,p=f===Jh||f===Qh,y=f===ar||f===bo;if(p||y){let m=t.get(d),g=m!==void 0?m.texture.pmremVersion:0;if(d.isRenderTargetTexture&&d.pmremVersion!==g)return n===null&&(n=new zu(i)),m=p?n.fromEquirectangular(d,m):n.fromCubemap(d,m),m.texture.pmremVersion=d.pmremVersion,t.set(d,m),m.texture;if(m!==void 0)return m.texture;{let S=d.image;return p&&S&&S.height>0||y&&S&&l(S)?(n===null&&(n=new zu(i)),m=p?n.fromEquirectangular(d):n.fromCubemap(d),m.texture.pmremVersion=d.pmremVersion,t.set(d,m),d.addEventListener("dispose",h),m.texture):null}}}return d}function a(d,f){return f===Jh?d.mapping=ar:f===Qh&&(d.mapping=bo),d}function l(d){let f=0,p=6;for(let y=0;y<p;y++)d[y]!==void 0&&f++;return f===p}function c(d){let f=d.target;f.removeEventListener("dispose",c);let p=e.get(f);p!==void 0&&(e.delete(f),p.dispose())}function h(d){let f=d.target;f.removeEventListener("dispose",h);let p=t.get(f);p!==void 0&&(t.delete(f),p.dispose())}function u(){e=new WeakMap,t=new WeakMap,n!==null&&(n.dispose(),n=null)}return{get:s,dispose:u}}function t1(i){let e={};function t(n){if(e[n]!==void 0)return e[n];let s=i.getExtension(n);return e[n]=s,s}return{has:function(n){return t(n)!==null},init:function(){t("EXT_color_buffer_float"),t("WEBGL_clip_cull_distance"),t("OES_texture_float_linear"),t("EXT_color_buffer_half_float"),t("WEBGL_multisampled_render_to_texture"),t("WEBGL_render_shared_exponent")},get:function(n){let s=t(n);return s===null&&ya("WebGLRenderer: "+n+" extension not supported."),s}}}function i1(i,e,t,n){let s={},r=new WeakMap,o=new FinalizationRegistry(p=>delete s[p]);function a(p){l(p.target)}function l(p){p.index!==null&&e.remove(p.index);for(let m in p.attributes)e.remove(p.attributes[m]);p.removeEventListener("dispose",a),delete s[p.id],o.unregister(p);let y=r.get(p);y&&(e.remove(y),r.delete(p)),n.releaseStatesOfGeometry(p),p.isInstancedBufferGeometry===!0&&delete p._maxInstanceCount,t.memory.geometries--}function c(p,y){return s[y.id]!==void 0||(y.addEventListener("dispose",a),s[y.id]=new WeakRef(y),o.register(y,y.id,y),t.memory.geometries++),y}function h(p){let y=p.attributes;for(let m in y)e.update(y[m],i.ARRAY_BUFFER)}function u(p){let y=p.index,m=p.attributes.position,g=0;if(m===void 0)return;let S=y!==null?y.array.length:m.array.length/3-1,E=m.count>=65535?Ra:Ca,b=new E(Math.ceil(S/3)*6,1),C=b.array;if(y!==null){let x=y.array;g=y.version;for(let M=0,V=0;M<S;M+=3){let U=x[M+0],F=x[M+1],G=x[M+2];C[V++]=U,C[V++]=F,C[V++]=F,C[V++]=G,C[V++]=G,C[V++]=U}}else{g=m.version;for(let x=0,M=0;x<S;x+=3){let V=x+0,U=x+1,F=x+2;C[M++]=V,C[M++]=U,C[M++]=U,C[M++]=F,C[M++]=F,C[M++]=V}}b.version=g;let A=r.get(p);A&&e.remove(A),r.set(p,b)}function d(p){let y=r.get(p);if(y){let m=p.index;m!==null&&y.version<m.version&&u(p)}else u(p);return r.get(p)}function f(){for(let p in s){let y=s[p].deref();y!==void 0&&l(y)}}return{get:c,update:h,getWireframeAttribute:d,dispose:f}}function n1(i,e,t){let n;function s(u){n=u}let r,o;function a(u){r=u.type,o=u.bytesPerElement}function l(u,d){i.drawElements(n,d,r,u*o),t.update(d,n,1)}function c(u,d,f){f!==0&&(i.drawElementsInstanced(n,d,r,u*o,f),t.update(d,n,f))}function h(u,d,f){if(f===0)return;e.get("WEBGL_multi_draw").multiDrawElementsWEBGL(n,d,0,r,u,0,f);let y=0;for(let m=0;m<f;m++)y+=d[m];t.update(y,n,1)}this.setMode=s,this.setIndex=a,this.render=l,this.renderInstances=c,this.renderMultiDraw=h}function s1(i){let e={geometries:0,textures:0},t={frame:0,calls:0,triangles:0,points:0,lines:0};function n(r,o,a){switch(t.calls++,o){case i.TRIANGLES:t.triangles+=a*(r/3);break;case i.LINES:t.lines+=a*(r/2);break;case i.LINE_STRIP:t.lines+=a*(r-1);break;case i.LINE_LOOP:t.lines+=a*r;break;case i.POINTS:t.points+=a*r;break;default:ze("WebGLInfo: Unknown draw mode:",o);break}}function s(){t.calls=0,t.triangles=0,t.points=0,t.lines=0}return{memory:e,render:t,programs:null,autoReset:!0,reset:s,update:n}}function r1(i,e,t){let n=new WeakMap,s=new gt;function r(o,a,l){let c=o.morphTargetInfluences,h=a.morphAttributes.position||a.morphAttributes.normal||a.morphAttributes.color,u=h!==void 0?h.length:0,d=n.get(a);if(d===void 0||d.count!==u){let V=function(){x.dispose(),n.delete(a),a.removeEventListener("dispose",V)};d!==void 0&&d.texture.dispose();let f=a.morphAttributes.position!==void 0,p=a.morphAttributes.normal!==void 0,y=a.morphAttributes.color!==void 0,m=a.morphAttributes.position||[],g=a.morphAttributes.normal||[],S=a.morphAttributes.color||[],E=0;f===!0&&(E=1),p===!0&&(E=2),y===!0&&(E=3);let b=a.attributes.position.count*E,C=1;b>e.maxTextureSize&&(C=Math.ceil(b/e.maxTextureSize),b=e.maxTextureSize);let A=new Float32Array(b*C*4*u),x=new Ea(A,b,C,u);x.type=an,x.needsUpdate=!0;let M=E*4;for(let U=0;U<u;U++){let F=m[U],G=g[U],j=S[U],P=b*C*4*U;for(let Y=0;Y<F.count;Y++){let Q=Y*M;f===!0&&(s.fromBufferAttribute(F,Y),A[P+Q+0]=s.x,A[P+Q+1]=s.y,A[P+Q+2]=s.z,A[P+Q+3]=0),p===!0&&(s.fromBufferAttribute(G,Y),A[P+Q+4]=s.x,A[P+Q+5]=s.y,A[P+Q+6]=s.z,A[P+Q+7]=0),y===!0&&(s.fromBufferAttribute(j,Y),A[P+Q+8]=s.x,A[P+Q+9]=s.y,A[P+Q+10]=s.z,A[P+Q+11]=j.itemSize===4?s.w:1)}}d={count:u,texture:x,size:new Be(b,C)},n.set(a,d),a.addEventListener("dispose",V)}if(o.isInstancedMesh===!0&&o.morphTexture!==null)l.getUniforms().setValue(i,"morphTexture",o.morphTexture,t);else{let f=0;for(let y=0;y<c.length;y++)f+=c[y];let p=a.morphTargetsRelative?1:1-f;l.getUniforms().setValue(i,"morphTargetBaseInfluence",p),l.getUniforms().setValue(i,"morphTargetInfluences",c)}l.getUniforms().setValue(i,"morphTargetsTexture",d.texture,t),l.getUniforms().setValue(i,"morphTargetsTextureSize",d.size)}return{update:r}}function o1(i,e,t,n,s){let r=new WeakMap;function o(c){let h=s.render.frame,u=c.geometry,d=e.get(c,u);if(r.get(d)!==h&&(e.update(d),r.set(d,h)),c.isInstancedMesh&&(c.hasEventListener("dispose",l)===!1&&c.addEventListener("dispose",l),r.get(c)!==h&&(t.update(c.instanceMatrix,i.ARRAY_BUFFER),c.instanceColor!==null&&t.update(c.instanceColor,i.ARRAY_BUFFER),r.set(c,h))),c.isSkinnedMesh){let f=c.skeleton;r.get(f)!==h&&(f.update(),r.set(f,h))}return d}function a(){r=new WeakMap}function l(c){let h=c.target;h.removeEventListener("dispose",l),n.releaseStatesOfObject(h),t.remove(h.instanceMatrix),h.instanceColor!==null&&t.remove(h.instanceColor)}return{update:o,dispose:a}}var a1={[mp]:"LINEAR_TONE_MAPPING",[gp]:"REINHARD_TONE_MAPPING",[yp]:"CINEON_TONE_MAPPING",[xp]:"ACES_FILMIC_TONE_MAPPING",[_p]:"AGX_TONE_MAPPING",[bp]:"NEUTRAL_TONE_MAPPING",[vp]:"CUSTOM_TONE_MAPPING"};function l1(i,e,t,n,s,r){let o=new zi(e,t,{type:i,depthBuffer:s,stencilBuffer:r,samples:n?4:0,storeMultisampledDepthBuffer:!1,storeMultisampledStencilBuffer:!1,resolveDepthBuffer:!1,resolveStencilBuffer:!1}),a=null,l=null,c=null,h=new jt;h.setAttribute("position",new qt([-1,3,0,-1,-1,0,3,-1,0],3)),h.setAttribute("uv",new qt([0,2,0,0,2,0],2));let u=new mo({uniforms:{tDiffuse:{value:null}},vertexShader:`
			precision highp float;

			uniform mat4 modelViewMatrix;
			uniform mat4 projectionMatrix;

			attribute vec3 position;
			attribute vec2 uv;

			varying vec2 vUv;

			void main() {
				vUv = uv;
				gl_Position = projectionMatrix * modelViewMatrix * vec4( position, 1.0 );
			}`,fragmentShader:`
			precision highp float;

			uniform sampler2D tDiffuse;

			varying vec2 vUv;

			#include <tonemapping_pars_fragment>
			#include <colorspace_pars_fragment>

			void main() {
				gl_FragColor = texture2D( tDiffuse, vUv );

				#ifdef LINEAR_TONE_MAPPING
					gl_FragColor.rgb = LinearToneMapping( gl_FragColor.rgb );
				#elif defined( REINHARD_TONE_MAPPING )
					gl_FragColor.rgb = ReinhardToneMapping( gl_FragColor.rgb );
				#elif defined( CINEON_TONE_MAPPING )
					gl_FragColor.rgb = CineonToneMapping( gl_FragColor.rgb );
				#elif defined( ACES_FILMIC_TONE_MAPPING )
					gl_FragColor.rgb = ACESFilmicToneMapping( gl_FragColor.rgb );
				#elif defined( AGX_TONE_MAPPING )
					gl_FragColor.rgb = AgXToneMapping( gl_FragColor.rgb );
				#elif defined( NEUTRAL_TONE_MAPPING )
					gl_FragColor.rgb = NeutralToneMapping( gl_FragColor.rgb );
				#elif defined( CUSTOM_TONE_MAPPING )
					gl_FragColor.rgb = CustomToneMapping( gl_FragColor.rgb );
				#endif

				#ifdef SRGB_TRANSFER
					gl_FragColor = sRGBTransferOETF( gl_FragColor );
				#endif
			}`,depthTest:!1,depthWrite:!1}),d=new Ai(h,u),f=new go(-1,1,1,-1,0,1),p=null,y=null,m=!1,g,S=null,E=[],b=!1;this.setSize=function(C,A){o.setSize(C,A),a!==null&&a.setSize(C,A),l!==null&&l.setSize(C,A);for(let x=0;x<E.length;x++){let M=E[x];M.setSize&&M.setSize(C,A)}},this.setEffects=function(C){E=C,b=E.length>0&&E[0].isRenderPass===!0;let A=o.width,x=o.height;E.length>0&&a===null&&(a=new zi(A,x,{type:_n,depthBuffer:!1,stencilBuffer:!1}),l=new zi(A,x,{type:_n,depthBuffer:!1,stencilBuffer:!1}));let M=s===!0&&E.some(V=>V.needsDepthTexture===!0);M!==(o.depthTexture!==null)&&(M===!0&&c===null&&(c=new as(A,x),r===!0&&(c.format=cs,c.type=lr)),o.dispose(),o.depthTexture=M?c:null,o.resolveDepthBuffer=M,o.storeMultisampledDepthBuffer=M);for(let V=0;V<E.length;V++){let U=E[V];U.setSize&&U.setSize(A,x),M&&U.needsDepthTexture===!0&&U.setDepthTexture&&U.setDepthTexture(c)}},this.begin=function(C,A){if(m||C.toneMapping===In&&E.length===0)return!1;if(S=A,A!==null){let x=A.width,M=A.height;(o.width!==x||o.height!==M)&&this.setSize(x,M)}return b===!1&&C.setRenderTarget(o),g=C.toneMapping,C.toneMapping=In,!0},this.hasRenderPass=function(){return b},this.end=function(C,A){C.toneMapping=g,m=!0;let x=o,M=a;for(let V=0;V<E.length;V++){let U=E[V];U.enabled!==!1&&(U.render(C,M,x,A),U.needsSwap!==!1&&(x=M,M=M===a?l:a))}if(p!==C.outputColorSpace||y!==C.toneMapping){p=C.outputColorSpace,y=C.toneMapping,u.defines={},tt.getTransfer(p)===ft&&(u.defines.SRGB_TRANSFER="");let V=a1[y];V&&(u.defines[V]=""),u.needsUpdate=!0}u.uniforms.tDiffuse.value=x.texture,C.setRenderTarget(S),C.render(d,f),S=null,m=!1},this.isCompositing=function(){return m},this.dispose=function(){o.dispose(),a!==null&&a.dispose(),l!==null&&l.dispose(),h.dispose(),u.dispose()}}var yx=new wi,xx=new as(1,1),vx=new Ua(1),_x=new Ea,bx=new Lh,Sx=new Na,Zy=[],Ky=[],Jy=new Float32Array(16),Qy=new Float32Array(9),ex=new Float32Array(4);function To(i,e,t){let n=i[0];if(n<=0||n>0)return i;let s=e*t,r=Zy[s];if(r===void 0&&(r=new Float32Array(s),Zy[s]=r),e!==0){n.toArray(r,0);for(let o=1,a=0;o!==e;++o)a+=t,i[o].toArray(r,a)}return r}function kt(i,e){if(i.length!==e.length)return!1;for(let t=0,n=i.length;t<n;t++)if(i[t]!==e[t])return!1;return!0}function zt(i,e){for(let t=0,n=e.length;t<n;t++)i[t]=e[t]}function Hu(i,e){let t=Ky[e];t===void 0&&(t=new Int32Array(e),Ky[e]=t);for(let n=0;n!==e;++n)t[n]=i.allocateTextureUnit();return t}function c1(i,e){let t=this.cache;t[0]!==e&&(i.uniform1f(this.addr,e),t[0]=e)}function h1(i,e){let t=this.cache;if(e.x!==void 0)(t[0]!==e.x||t[1]!==e.y)&&(i.uniform2f(this.addr,e.x,e.y),t[0]=e.x,t[1]=e.y);else{if(kt(t,e))return;i.uniform2fv(this.addr,e),zt(t,e)}}function u1(i,e){let t=this.cache;if(e.x!==void 0)(t[0]!==e.x||t[1]!==e.y||t[2]!==e.z)&&(i.uniform3f(this.addr,e.x,e.y,e.z),t[0]=e.x,t[1]=e.y,t[2]=e.z);else if(e.r!==void 0)(t[0]!==e.r||t[1]!==e.g||t[2]!==e.b)&&(i.uniform3f(this.addr,e.r,e.g,e.b),t[0]=e.r,t[1]=e.g,t[2]=e.b);else{if(kt(t,e))return;i.uniform3fv(this.addr,e),zt(t,e)}}function d1(i,e){let t=this.cache;if(e.x!==void 0)(t[0]!==e.x||t[1]!==e.y||t[2]!==e.z||t[3]!==e.w)&&(i.uniform4f(this.addr,e.x,e.y,e.z,e.w),t[0]=e.x,t[1]=e.y,t[2]=e.z,t[3]=e.w);else{if(kt(t,e))return;i.uniform4fv(this.addr,e),zt(t,e)}}function f1(i,e){let t=this.cache,n=e.elements;if(n===void 0){if(kt(t,e))return;i.uniformMatrix2fv(this.addr,!1,e),zt(t,e)}else{if(kt(t,n))return;ex.set(n),i.uniformMatrix2fv(this.addr,!1,ex),zt(t,n)}}function p1(i,e){let t=this.cache,n=e.elements;if(n===void 0){if(kt(t,e))return;i.uniformMatrix3fv(this.addr,!1,e),zt(t,e)}else{if(kt(t,n))return;Qy.set(n),i.uniformMatrix3fv(this.addr,!1,Qy),zt(t,n)}}function m1(i,e){let t=this.cache,n=e.elements;if(n===void 0){if(kt(t,e))return;i.uniformMatrix4fv(this.addr,!1,e),zt(t,e)}else{if(kt(t,n))return;Jy.set(n),i.uniformMatrix4fv(this.addr,!1,Jy),zt(t,n)}}function g1(i,e){let t=this.cache;t[0]!==e&&(i.uniform1i(this.addr,e),t[0]=e)}function y1(i,e){let t=this.cache;if(e.x!==void 0)(t[0]!==e.x||t[1]!==e.y)&&(i.uniform2i(this.addr,e.x,e.y),t[0]=e.x,t[1]=e.y);else{if(kt(t,e))return;i.uniform2iv(this.addr,e),zt(t,e)}}function x1(i,e){let t=this.cache;if(e.x!==void 0)(t[0]!==e.x||t[1]!==e.y||t[2]!==e.z)&&(i.uniform3i(this.addr,e.x,e.y,e.z),t[0]=e.x,t[1]=e.y,t[2]=e.z);else{if(kt(t,e))return;i.uniform3iv(this.addr,e),zt(t,e)}}function v1(i,e){let t=this.cache;if(e.x!==void 0)(t[0]!==e.x||t[1]!==e.y||t[2]!==e.z||t[3]!==e.w)&&(i.uniform4i(this.addr,e.x,e.y,e.z,e.w),t[0]=e.x,t[1]=e.y,t[2]=e.z,t[3]=e.w);else{if(kt(t,e))return;i.uniform4iv(this.addr,e),zt(t,e)}}function _1(i,e){let t=this.cache;t[0]!==e&&(i.uniform1ui(this.addr,e),t[0]=e)}function b1(i,e){let t=this.cache;if(e.x!==void 0)(t[0]!==e.x||t[1]!==e.y)&&(i.uniform2ui(this.addr,e.x,e.y),t[0]=e.x,t[1]=e.y);else{if(kt(t,e))return;i.uniform2uiv(this.addr,e),zt(t,e)}}function S1(i,e){let t=this.cache;if(e.x!==void 0)(t[0]!==e.x||t[1]!==e.y||t[2]!==e.z)&&(i.uniform3ui(this.addr,e.x,e.y,e.z),t[0]=e.x,t[1]=e.y,t[2]=e.z);else{if(kt(t,e))return;i.uniform3uiv(this.addr,e),zt(t,e)}}function w1(i,e){let t=this.cache;if(e.x!==void 0)(t[0]!==e.x||t[1]!==e.y||t[2]!==e.z||t[3]!==e.w)&&(i.uniform4ui(this.addr,e.x,e.y,e.z,e.w),t[0]=e.x,t[1]=e.y,t[2]=e.z,t[3]=e.w);else{if(kt(t,e))return;i.uniform4uiv(this.addr,e),zt(t,e)}}function Gu(i){return i.version===0&&(i.compareFunction=Lp,i.needsUpdate=!0),i}function M1(i,e,t){let n=this.cache,s=t.allocateTextureUnit();n[0]!==s&&(i.uniform1i(this.addr,s),n[0]=s);let r;this.type===i.SAMPLER_2D_SHADOW?r=Gu(xx):r=yx,t.setTexture2D(e||r,s)}function T1(i,e,t){let n=this.cache,s=t.allocateTextureUnit();n[0]!==s&&(i.uniform1i(this.addr,s),n[0]=s),t.setTexture3D(e||bx,s)}function E1(i,e,t){let n=this.cache,s=t.allocateTextureUnit();n[0]!==s&&(i.uniform1i(this.addr,s),n[0]=s);let r;this.type===i.SAMPLER_CUBE_SHADOW?r=Gu(vx):r=Sx,t.setTextureCube(e||r,s)}function A1(i,e,t){let n=this.cache,s=t.allocateTextureUnit();n[0]!==s&&(i.uniform1i(this.addr,s),n[0]=s),t.setTexture2DArray(e||_x,s)}function C1(i){switch(i){case 5126:return c1;case 35664:return h1;case 35665:return u1;case 35666:return d1;case 35674:return f1;case 35675:return p1;case 35676:return m1;case 5124:case 35670:return g1;case 35667:case 35671:return y1;case 35668:case 35672:return x1;case 35669:case 35673:return v1;case 5125:return _1;case 36294:return b1;case 36295:return S1;case 36296:return w1;case 35678:case 36198:case 36298:case 36306:case 35682:return M1;case 35679:case 36299:case 36307:return T1;case 35680:case 36300:case 36308:case 36293:return E1;case 36289:case 36303:case 36311:case 36292:return A1}}function R1(i,e){i.uniform1fv(this.addr,e)}function I1(i,e){let t=To(e,this.size,2);i.uniform2fv(this.addr,t)}function P1(i,e){let t=To(e,this.size,3);i.uniform3fv(this.addr,t)}function L1(i,e){let t=To(e,this.size,4);i.uniform4fv(this.addr,t)}function D1(i,e){let t=To(e,this.size,4);i.uniformMatrix2fv(this.addr,!1,t)}function N1(i,e){let t=To(e,this.size,9);i.uniformMatrix3fv(this.addr,!1,t)}function U1(i,e){let t=To(e,this.size,16);i.uniformMatrix4fv(this.addr,!1,t)}function O1(i,e){i.uniform1iv(this.addr,e)}function F1(i,e){i.uniform2iv(this.addr,e)}function B1(i,e){i.uniform3iv(this.addr,e)}function k1(i,e){i.uniform4iv(this.addr,e)}function z1(i,e){i.uniform1uiv(this.addr,e)}function V1(i,e){i.uniform2uiv(this.addr,e)}function H1(i,e){i.uniform3uiv(this.addr,e)}function G1(i,e){i.uniform4uiv(this.addr,e)}function W1(i,e,t){let n=this.cache,s=e.length,r=Hu(t,s);kt(n,r)||(i.uniform1iv(this.addr,r),zt(n,r));let o;this.type===i.SAMPLER_2D_SHADOW?o=Gu(xx):o=yx;for(let a=0;a!==s;++a)t.setTexture2D(e[a]||o,r[a])}function X1(i,e,t){let n=this.cache,s=e.length,r=Hu(t,s);kt(n,r)||(i.uniform1iv(this.addr,r),zt(n,r));for(let o=0;o!==s;++o)t.setTexture3D(e[o]||bx,r[o])}function $1(i,e,t){let n=this.cache,s=e.length,r=Hu(t,s);kt(n,r)||(i.uniform1iv(this.addr,r),zt(n,r));let o;this.type===i.SAMPLER_CUBE_SHADOW?o=Gu(vx):o=Sx;for(let a=0;a!==s;++a)t.setTextureCube(e[a]||o,r[a])}function Y1(i,e,t){let n=this.cache,s=e.length,r=Hu(t,s);kt(n,r)||(i.uniform1iv(this.addr,r),zt(n,r));for(let o=0;o!==s;++o)t.setTexture2DArray(e[o]||_x,r[o])}function q1(i){switch(i){case 5126:return R1;case 35664:return I1;case 35665:return P1;case 35666:return L1;case 35674:return D1;case 35675:return N1;case 35676:return U1;case 5124:case 35670:return O1;case 35667:case 35671:return F1;case 35668:case 35672:return B1;case 35669:case 35673:return k1;case 5125:return z1;case 36294:return V1;case 36295:return H1;case 36296:return G1;case 35678:case 36198:case 36298:case 36306:case 35682:return W1;case 35679:case 36299:case 36307:return X1;case 35680:case 36300:case 36308:case 36293:return $1;case 36289:case 36303:case 36311:case 36292:return Y1}}var Xp=class{constructor(e,t,n){this.id=e,this.addr=n,this.cache=[],this.type=t.type,this.setValue=C1(t.type)}},$p=class{constructor(e,t,n){this.id=e,this.addr=n,this.cache=[],this.type=t.type,this.size=t.size,this.setValue=q1(t.type)}},Yp=class{constructor(e){this.id=e,this.seq=[],this.map={}}setValue(e,t,n){let s=this.seq;for(let r=0,o=s.length;r!==o;++r){let a=s[r];a.setValue(e,t[a.id],n)}}},Gp=/(\w+)(\])?(\[|\.)?/g;function tx(i,e){i.seq.push(e),i.map[e.id]=e}function j1(i,e,t){let n=i.name,s=n.length;for(Gp.lastIndex=0;;){let r=Gp.exec(n),o=Gp.lastIndex,a=r[1],l=r[2]==="]",c=r[3];if(l&&(a=a|0),c===void 0||c==="["&&o+2===s){tx(t,c===void 0?new Xp(a,i,e):new $p(a,i,e));break}else{let u=t.map[a];u===void 0&&(u=new Yp(a),tx(t,u)),t=u}}}var Mo=class{constructor(e,t){this.seq=[],this.map={};let n=e.getProgramParameter(t,e.ACTIVE_UNIFORMS);for(let o=0;o<n;++o){let a=e.getActiveUniform(t,o),l=e.getUniformLocation(t,a.name);j1(a,l,this)}let s=[],r=[];for(let o of this.seq)o.type===e.SAMPLER_2D_SHADOW||o.type===e.SAMPLER_CUBE_SHADOW||o.type===e.SAMPLER_2D_ARRAY_SHADOW?s.push(o):r.push(o);s.length>0&&(this.seq=s.concat(r))}setValue(e,t,n,s){let r=this.map[t];r!==void 0&&r.setValue(e,n,s)}setOptional(e,t,n){let s=t[n];s!==void 0&&this.setValue(e,n,s)}static upload(e,t,n,s){for(let r=0,o=t.length;r!==o;++r){let a=t[r],l=n[a.id];l.needsUpdate!==!1&&a.setValue(e,l.value,s)}}static seqWithValue(e,t){let n=[];for(let s=0,r=e.length;s!==r;++s){let o=e[s];o.id in t&&n.push(o)}return n}};function ix(i,e,t){let n=i.createShader(e);return i.shaderSource(n,t),i.compileShader(n),n}var Z1=37297,K1=0;function J1(i,e){let t=i.split(`
`),n=[],s=Math.max(e-6,0),r=Math.min(e+6,t.length);for(let o=s;o<r;o++){let a=o+1;n.push(`${a===e?">":" "} ${a}: ${t[o]}`)}return n.join(`
`)}var nx=new We;function Q1(i){tt._getMatrix(nx,tt.workingColorSpace,i);let e=`mat3( ${nx.elements.map(t=>t.toFixed(4))} )`;switch(tt.getTransfer(i)){case Sa:return[e,"LinearTransferOETF"];case ft:return[e,"sRGBTransferOETF"];default:return Ne("WebGLProgram: Unsupported color space: ",i),[e,"LinearTransferOETF"]}}function sx(i,e,t){let n=i.getShaderParameter(e,i.COMPILE_STATUS),r=(i.getShaderInfoLog(e)||"").trim();if(n&&r==="")return"";let o=/ERROR: 0:(\d+)/.exec(r);if(o){let a=parseInt(o[1]);return t.toUpperCase()+`

`+r+`

`+J1(i.getShaderSource(e),a)}else return r}function eT(i,e){let t=Q1(e);return[`vec4 ${i}( vec4 value ) {`,`	return ${t[1]}( vec4( ${t[0]} * value.rgb, value.a ) );`,"}"].join(`
`)}var tT={[mp]:"Linear",[gp]:"Reinhard",[yp]:"Cineon",[xp]:"ACESFilmic",[_p]:"AgX",[bp]:"Neutral",[vp]:"Custom"};function iT(i,e){let t=tT[e];return t===void 0?(Ne("WebGLProgram: Unsupported toneMapping:",e),"vec3 "+i+"( vec3 color ) { return LinearToneMapping( color ); }"):"vec3 "+i+"( vec3 color ) { return "+t+"ToneMapping( color ); }"}var ku=new D;function nT(){tt.getLuminanceCoefficients(ku);let i=ku.x.toFixed(4),e=ku.y.toFixed(4),t=ku.z.toFixed(4);return["float luminance( const in vec3 rgb ) {",`	const vec3 weights = vec3( ${i}, ${e}, ${t} );`,"	return dot( weights, rgb );","}"].join(`
`)}function sT(i){return[i.extensionClipCullDistance?"#extension GL_ANGLE_clip_cull_distance : require":"",i.extensionMultiDraw?"#extension GL_ANGLE_multi_draw : require":""].filter(nl).join(`
`)}function rT(i){let e=[];for(let t in i){let n=i[t];n!==!1&&e.push("#define "+t+" "+n)}return e.join(`
`)}function oT(i,e){let t={},n=i.getProgramParameter(e,i.ACTIVE_ATTRIBUTES);for(let s=0;s<n;s++){let r=i.getActiveAttrib(e,s),o=r.name,a=1;r.type===i.FLOAT_MAT2&&(a=2),r.type===i.FLOAT_MAT3&&(a=3),r.type===i.FLOAT_MAT4&&(a=4),t[o]={type:r.type,location:i.getAttribLocation(e,o),locationSize:a}}return t}function nl(i){return i!==""}function rx(i,e){let t=e.numSpotLightShadows+e.numSpotLightMaps-e.numSpotLightShadowsWithMaps;return i.replace(/NUM_SUN_LIGHTS/g,e.numSunLights).replace(/NUM_DIR_LIGHTS/g,e.numDirLights).replace(/NUM_SPOT_LIGHTS/g,e.numSpotLights).replace(/NUM_SPOT_LIGHT_MAPS/g,e.numSpotLightMaps).replace(/NUM_SPOT_LIGHT_COORDS/g,t).replace(/NUM_RECT_AREA_LIGHTS/g,e.numRectAreaLights).replace(/NUM_POINT_LIGHTS/g,e.numPointLights).replace(/NUM_HEMI_LIGHTS/g,e.numHemiLights).replace(/NUM_SUN_LIGHT_SHADOWS/g,e.numSunLightShadows).replace(/NUM_DIR_LIGHT_SHADOWS/g,e.numDirLightShadows).replace(/NUM_SPOT_LIGHT_SHADOWS_WITH_MAPS/g,e.numSpotLightShadowsWithMaps).replace(/NUM_SPOT_LIGHT_SHADOWS/g,e.numSpotLightShadows).replace(/NUM_POINT_LIGHT_SHADOWS/g,e.numPointLightShadows).replace(/NUM_LIGHT_PROBE_GRIDS/g,e.numLightProbeGrids)}function ox(i,e){return i.replace(/NUM_CLIPPING_PLANES/g,e.numClippingPlanes).replace(/UNION_CLIPPING_PLANES/g,e.numClippingPlanes-e.numClipIntersection)}var aT=/^[ \t]*#include +<([\w\d./]+)>/gm;function qp(i){return i.replace(aT,lT)}function lT(i,e){let t=Qe[e];if(t===void 0)throw new Error("THREE.WebGLProgram: Can not resolve #include <"+e+">");return qp(t)}var cT=/#pragma unroll_loop_start\s+for\s*\(\s*int\s+i\s*=\s*(\d+)\s*;\s*i\s*<\s*(\d+)\s*;\s*i\s*\+\+\s*\)\s*{([\s\S]+?)}\s+#pragma unroll_loop_end/g;function ax(i){return i.replace(cT,hT)}function hT(i,e,t,n){let s="";for(let r=parseInt(e);r<parseInt(t);r++)s+=n.replace(/\[\s*i\s*\]/g,"[ "+r+" ]").replace(/UNROLLED_LOOP_INDEX/g,r);return s}function lx(i){let e=`precision ${i.precision} float;
	precision ${i.precision} int;
	precision ${i.precision} sampler2D;
	precision ${i.precision} samplerCube;
	precision ${i.precision} sampler3D;
	precision ${i.precision} sampler2DArray;
	precision ${i.precision} sampler2DShadow;
	precision ${i.precision} samplerCubeShadow;
	precision ${i.precision} sampler2DArrayShadow;
	precision ${i.precision} isampler2D;
	precision ${i.precision} isampler3D;
	precision ${i.precision} isamplerCube;
	precision ${i.precision} isampler2DArray;
	precision ${i.precision} usampler2D;
	precision ${i.precision} usampler3D;
	precision ${i.precision} usamplerCube;
	precision ${i.precision} usampler2DArray;
	`;return i.precision==="highp"?e+=`
#define HIGH_PRECISION`:i.precision==="mediump"?e+=`
#define MEDIUM_PRECISION`:i.precision==="lowp"&&(e+=`
#define LOW_PRECISION`),e}var uT={[Xa]:"SHADOWMAP_TYPE_PCF",[vo]:"SHADOWMAP_TYPE_VSM"};function dT(i){return uT[i.shadowMapType]||"SHADOWMAP_TYPE_BASIC"}var fT={[bo]:"ENVMAP_MODE_REFRACTION"};function pT(i){return i.envMap===!1?"ENVMAP_MODE_REFLECTION":fT[i.envMapMode]||"ENVMAP_MODE_REFLECTION"}var mT={[pp]:"ENVMAP_BLENDING_MULTIPLY",[Cy]:"ENVMAP_BLENDING_MIX",[Ry]:"ENVMAP_BLENDING_ADD"};function gT(i){return i.envMap===!1?"ENVMAP_BLENDING_NONE":mT[i.combine]||"ENVMAP_BLENDING_NONE"}function yT(i,e,t,n){let s=i.getContext(),r=t.defines,o=t.vertexShader,a=t.fragmentShader,l=dT(t),c=t.envMapPMREM===!0?"ENVMAP_TYPE_PMREM":"ENVMAP_TYPE_CUBE",h=pT(t),u=gT(t),d=sT(t),f=rT(r),p=s.createProgram(),y,m,g=t.glslVersion?"#version "+t.glslVersion+`
`:"";t.isRawShaderMaterial?(y=["#define SHADER_TYPE "+t.shaderType,"#define SHADER_NAME "+t.shaderName,f].filter(nl).join(`
`),y.length>0&&(y+=`
`),m=["#define SHADER_TYPE "+t.shaderType,"#define SHADER_NAME "+t.shaderName,f].filter(nl).join(`
`),m.length>0&&(m+=`
`)):(y=[lx(t),"#define SHADER_TYPE "+t.shaderType,"#define SHADER_NAME "+t.shaderName,f,t.extensionClipCullDistance?"#define USE_CLIP_DISTANCE":"",t.batching?"#define USE_BATCHING":"",t.batchingColor?"#define USE_BATCHING_COLOR":"",t.instancing?"#define USE_INSTANCING":"",t.instancingColor?"#define USE_INSTANCING_COLOR":"",t.instancingMorph?"#define USE_INSTANCING_MORPH":"",t.useFog&&t.fog?"#define USE_FOG":"",t.useFog&&t.fogExp2?"#define FOG_EXP2":"",t.map?"#define USE_MAP":"",t.envMap?"#define USE_ENVMAP":"",t.envMap?"#define "+h:"",t.lightMap?"#define USE_LIGHTMAP":"",t.aoMap?"#define USE_AOMAP":"",t.bumpMap?"#define USE_BUMPMAP":"",t.normalMap?"#define USE_NORMALMAP":"",t.normalMapObjectSpace?"#define USE_NORMALMAP_OBJECTSPACE":"",t.normalMapTangentSpace?"#define USE_NORMALMAP_TANGENTSPACE":"",t.displacementMap?"#define USE_DISPLACEMENTMAP":"",t.emissiveMap?"#define USE_EMISSIVEMAP":"",t.anisotropy?"#define USE_ANISOTROPY":"",t.anisotropyMap?"#define USE_ANISOTROPYMAP":"",t.clearcoatMap?"#define USE_CLEARCOATMAP":"",t.clearcoatRoughnessMap?"#define USE_CLEARCOAT_ROUGHNESSMAP":"",t.clearcoatNormalMap?"#define USE_CLEARCOAT_NORMALMAP":"",t.diffuseRoughnessMap?"#define USE_DIFFUSE_ROUGHNESSMAP":"",t.iridescenceMap?"#define USE_IRIDESCENCEMAP":"",t.iridescenceThicknessMap?"#define USE_IRIDESCENCE_THICKNESSMAP":"",t.specularMap?"#define USE_SPECULARMAP":"",t.specularColorMap?"#define USE_SPECULAR_COLORMAP":"",t.specularIntensityMap?"#define USE_SPECULAR_INTENSITYMAP":"",t.roughnessMap?"#define USE_ROUGHNESSMAP":"",t.metalnessMap?"#define USE_METALNESSMAP":"",t.alphaMap?"#define USE_ALPHAMAP":"",t.alphaHash?"#define USE_ALPHAHASH":"",t.transmission?"#define USE_TRANSMISSION":"",t.transmissionMap?"#define USE_TRANSMISSIONMAP":"",t.thicknessMap?"#define USE_THICKNESSMAP":"",t.sheenColorMap?"#define USE_SHEEN_COLORMAP":"",t.sheenRoughnessMap?"#define USE_SHEEN_ROUGHNESSMAP":"",t.mapUv?"#define MAP_UV "+t.mapUv:"",t.alphaMapUv?"#define ALPHAMAP_UV "+t.alphaMapUv:"",t.lightMapUv?"#define LIGHTMAP_UV "+t.lightMapUv:"",t.aoMapUv?"#define AOMAP_UV "+t.aoMapUv:"",t.emissiveMapUv?"#define EMISSIVEMAP_UV "+t.emissiveMapUv:"",t.bumpMapUv?"#define BUMPMAP_UV "+t.bumpMapUv:"",t.normalMapUv?"#define NORMALMAP_UV "+t.normalMapUv:"",t.displacementMapUv?"#define DISPLACEMENTMAP_UV "+t.displacementMapUv:"",t.metalnessMapUv?"#define METALNESSMAP_UV "+t.metalnessMapUv:"",t.roughnessMapUv?"#define ROUGHNESSMAP_UV "+t.roughnessMapUv:"",t.anisotropyMapUv?"#define ANISOTROPYMAP_UV "+t.anisotropyMapUv:"",t.clearcoatMapUv?"#define CLEARCOATMAP_UV "+t.clearcoatMapUv:"",t.clearcoatNormalMapUv?"#define CLEARCOAT_NORMALMAP_UV "+t.clearcoatNormalMapUv:"",t.clearcoatRoughnessMapUv?"#define CLEARCOAT_ROUGHNESSMAP_UV "+t.clearcoatRoughnessMapUv:"",t.diffuseRoughnessMapUv?"#define DIFFUSE_ROUGHNESSMAP_UV "+t.diffuseRoughnessMapUv:"",t.iridescenceMapUv?"#define IRIDESCENCEMAP_UV "+t.iridescenceMapUv:"",t.iridescenceThicknessMapUv?"#define IRIDESCENCE_THICKNESSMAP_UV "+t.iridescenceThicknessMapUv:"",t.sheenColorMapUv?"#define SHEEN_COLORMAP_UV "+t.sheenColorMapUv:"",t.sheenRoughnessMapUv?"#define SHEEN_ROUGHNESSMAP_UV "+t.sheenRoughnessMapUv:"",t.specularMapUv?"#define SPECULARMAP_UV "+t.specularMapUv:"",t.specularColorMapUv?"#define SPECULAR_COLORMAP_UV "+t.specularColorMapUv:"",t.specularIntensityMapUv?"#define SPECULAR_INTENSITYMAP_UV "+t.specularIntensityMapUv:"",t.transmissionMapUv?"#define TRANSMISSIONMAP_UV "+t.transmissionMapUv:"",t.thicknessMapUv?"#define THICKNESSMAP_UV "+t.thicknessMapUv:"",t.vertexTangents&&t.flatShading===!1?"#define USE_TANGENT":"",t.vertexNormals?"#define HAS_NORMAL":"",t.vertexColors?"#define USE_COLOR":"",t.vertexAlphas?"#define USE_COLOR_ALPHA":"",t.vertexUv1s?"#define USE_UV1":"",t.vertexUv2s?"#define USE_UV2":"",t.vertexUv3s?"#define USE_UV3":"",t.pointsUvs?"#define USE_POINTS_UV":"",t.flatShading?"#define FLAT_SHADED":"",t.skinning?"#define USE_SKINNING":"",t.morphTargets?"#define USE_MORPHTARGETS":"",t.morphNormals&&t.flatShading===!1?"#define USE_MORPHNORMALS":"",t.morphColors?"#define USE_MORPHCOLORS":"",t.morphTargetsCount>0?"#define MORPHTARGETS_TEXTURE_STRIDE "+t.morphTextureStride:"",t.morphTargetsCount>0?"#define MORPHTARGETS_COUNT "+t.morphTargetsCount:"",t.doubleSided?"#define DOUBLE_SIDED":"",t.flipSided?"#define FLIP_SIDED":"",t.shadowMapEnabled?"#define USE_SHADOWMAP":"",t.shadowMapEnabled?"#define "+l:"",t.sizeAttenuation?"#define USE_SIZEATTENUATION":"",t.numLightProbes>0?"#define USE_LIGHT_PROBES":"",t.logarithmicDepthBuffer?"#define USE_LOGARITHMIC_DEPTH_BUFFER":"",t.reversedDepthBuffer?"#define USE_REVERSED_DEPTH_BUFFER":"","uniform mat4 modelMatrix;","uniform mat4 modelViewMatrix;","uniform mat4 projectionMatrix;","uniform mat4 viewMatrix;","uniform mat3 normalMatrix;","uniform vec3 cameraPosition;","uniform bool isOrthographic;","#ifdef USE_INSTANCING","	attribute mat4 instanceMatrix;","#endif","#ifdef USE_INSTANCING_COLOR","	attribute vec3 instanceColor;","#endif","#ifdef USE_INSTANCING_MORPH","	uniform sampler2D morphTexture;","#endif","attribute vec3 position;","attribute vec3 normal;","attribute vec2 uv;","#ifdef USE_UV1","	attribute vec2 uv1;","#endif","#ifdef USE_UV2","	attribute vec2 uv2;","#endif","#ifdef USE_UV3","	attribute vec2 uv3;","#endif","#ifdef USE_TANGENT","	attribute vec4 tangent;","#endif","#if defined( USE_COLOR_ALPHA )","	attribute vec4 color;","#elif defined( USE_COLOR )","	attribute vec3 color;","#endif","#ifdef USE_SKINNING","	attribute vec4 skinIndex;","	attribute vec4 skinWeight;","#endif",`
`].filter(nl).join(`
`),m=[lx(t),"#define SHADER_TYPE "+t.shaderType,"#define SHADER_NAME "+t.shaderName,f,t.useFog&&t.fog?"#define USE_FOG":"",t.useFog&&t.fogExp2?"#define FOG_EXP2":"",t.alphaToCoverage?"#define ALPHA_TO_COVERAGE":"",t.map?"#define USE_MAP":"",t.matcap?"#define USE_MATCAP":"",t.envMap?"#define USE_ENVMAP":"",t.envMap?"#define "+c:"",t.envMap?"#define "+h:"",t.envMap?"#define "+u:"",t.envMapPMREM?"#define ENVMAP_MAX_LOD "+t.envMapMaxLod+".0":"",t.envMapPMREM?"#define ENVMAP_SIZE "+t.envMapSize+".0":"",t.lightMap?"#define USE_LIGHTMAP":"",t.aoMap?"#define USE_AOMAP":"",t.bumpMap?"#define USE_BUMPMAP":"",t.normalMap?"#define USE_NORMALMAP":"",t.normalMapObjectSpace?"#define USE_NORMALMAP_OBJECTSPACE":"",t.normalMapTangentSpace?"#define USE_NORMALMAP_TANGENTSPACE":"",t.packedNormalMap?"#define USE_PACKED_NORMALMAP":"",t.emissiveMap?"#define USE_EMISSIVEMAP":"",t.anisotropy?"#define USE_ANISOTROPY":"",t.anisotropyMap?"#define USE_ANISOTROPYMAP":"",t.clearcoat?"#define USE_CLEARCOAT":"",t.clearcoatMap?"#define USE_CLEARCOATMAP":"",t.clearcoatRoughnessMap?"#define USE_CLEARCOAT_ROUGHNESSMAP":"",t.clearcoatNormalMap?"#define USE_CLEARCOAT_NORMALMAP":"",t.diffuseRoughness?"#define USE_DIFFUSE_ROUGHNESS":"",t.diffuseRoughnessMap?"#define USE_DIFFUSE_ROUGHNESSMAP":"",t.dispersion?"#define USE_DISPERSION":"",t.retroreflection?"#define USE_RETROREFLECTION":"",t.iridescence?"#define USE_IRIDESCENCE":"",t.iridescenceMap?"#define USE_IRIDESCENCEMAP":"",t.iridescenceThicknessMap?"#define USE_IRIDESCENCE_THICKNESSMAP":"",t.specularMap?"#define USE_SPECULARMAP":"",t.specularColorMap?"#define USE_SPECULAR_COLORMAP":"",t.specularIntensityMap?"#define USE_SPECULAR_INTENSITYMAP":"",t.roughnessMap?"#define USE_ROUGHNESSMAP":"",t.metalnessMap?"#define USE_METALNESSMAP":"",t.alphaMap?"#define USE_ALPHAMAP":"",t.alphaTest?"#define USE_ALPHATEST":"",t.alphaHash?"#define USE_ALPHAHASH":"",t.sheen?"#define USE_SHEEN":"",t.sheenColorMap?"#define USE_SHEEN_COLORMAP":"",t.sheenRoughnessMap?"#define USE_SHEEN_ROUGHNESSMAP":"",t.transmission?"#define USE_TRANSMISSION":"",t.transmissionMap?"#define USE_TRANSMISSIONMAP":"",t.thicknessMap?"#define USE_THICKNESSMAP":"",t.vertexTangents&&t.flatShading===!1?"#define USE_TANGENT":"",t.vertexColors||t.instancingColor?"#define USE_COLOR":"",t.vertexAlphas||t.batchingColor?"#define USE_COLOR_ALPHA":"",t.vertexUv1s?"#define USE_UV1":"",t.vertexUv2s?"#define USE_UV2":"",t.vertexUv3s?"#define USE_UV3":"",t.pointsUvs?"#define USE_POINTS_UV":"",t.gradientMap?"#define USE_GRADIENTMAP":"",t.flatShading?"#define FLAT_SHADED":"",t.doubleSided?"#define DOUBLE_SIDED":"",t.flipSided?"#define FLIP_SIDED":"",t.shadowMapEnabled?"#define USE_SHADOWMAP":"",t.shadowMapEnabled?"#define "+l:"",t.premultipliedAlpha?"#define PREMULTIPLIED_ALPHA":"",t.numLightProbes>0?"#define USE_LIGHT_PROBES":"",t.decodeVideoTexture?"#define DECODE_VIDEO_TEXTURE":"",t.decodeVideoTextureEmissive?"#define DECODE_VIDEO_TEXTURE_EMISSIVE":"",t.logarithmicDepthBuffer?"#define USE_LOGARITHMIC_DEPTH_BUFFER":"",t.reversedDepthBuffer?"#define USE_REVERSED_DEPTH_BUFFER":"","uniform mat4 viewMatrix;","uniform vec3 cameraPosition;","uniform bool isOrthographic;",t.toneMapping!==In?"#define TONE_MAPPING":"",t.toneMapping!==In?Qe.tonemapping_pars_fragment:"",t.toneMapping!==In?iT("toneMapping",t.toneMapping):"",t.dithering?"#define DITHERING":"",t.opaque?"#define OPAQUE":"",Qe.colorspace_pars_fragment,eT("linearToOutputTexel",t.outputColorSpace),nT(),t.useDepthPacking?"#define DEPTH_PACKING "+t.depthPacking:"",`
`].filter(nl).join(`
`)),o=qp(o),o=rx(o,t),o=ox(o,t),a=qp(a),a=rx(a,t),a=ox(a,t),o=ax(o),a=ax(a),t.isRawShaderMaterial!==!0&&(g=`#version 300 es
`,y=[d,"#define attribute in","#define varying out","#define texture2D texture"].join(`
`)+`
`+y,m=["#define varying in",t.glslVersion===Qa?"":"layout(location = 0) out highp vec4 pc_fragColor;",t.glslVersion===Qa?"":"#define gl_FragColor pc_fragColor","#define gl_FragDepthEXT gl_FragDepth","#define texture2D texture","#define textureCube texture","#define texture2DProj textureProj","#define texture2DLodEXT textureLod","#define texture2DProjLodEXT textureProjLod","#define textureCubeLodEXT textureLod","#define texture2DGradEXT textureGrad","#define texture2DProjGradEXT textureProjGrad","#define textureCubeGradEXT textureGrad"].join(`
`)+`
`+m);let S=g+y+o,E=g+m+a,b=ix(s,s.VERTEX_SHADER,S),C=ix(s,s.FRAGMENT_SHADER,E);s.attachShader(p,b),s.attachShader(p,C),t.index0AttributeName!==void 0?s.bindAttribLocation(p,0,t.index0AttributeName):t.hasPositionAttribute===!0&&s.bindAttribLocation(p,0,"position"),s.linkProgram(p);function A(U){if(i.debug.checkShaderErrors){let F=s.getProgramInfoLog(p)||"",G=s.getShaderInfoLog(b)||"",j=s.getShaderInfoLog(C)||"",P=F.trim(),Y=G.trim(),Q=j.trim(),W=!0,re=!0;if(s.getProgramParameter(p,s.LINK_STATUS)===!1)if(W=!1,typeof i.debug.onShaderError=="function")i.debug.onShaderError(s,p,b,C);else{let $=sx(s,b,"vertex"),ie=sx(s,C,"fragment");ze("WebGLProgram: Shader Error "+s.getError()+" - VALIDATE_STATUS "+s.getProgramParameter(p,s.VALIDATE_STATUS)+`

Material Name: `+U.name+`
Material Type: `+U.type+`

Program Info Log: `+P+`
`+$+`
`+ie)}else P!==""?Ne("WebGLProgram: Program Info Log:",P):(Y===""||Q==="")&&(re=!1);re&&(U.diagnostics={runnable:W,programLog:P,vertexShader:{log:Y,prefix:y},fragmentShader:{log:Q,prefix:m}})}s.deleteShader(b),s.deleteShader(C),x=new Mo(s,p),M=oT(s,p)}let x;this.getUniforms=function(){return x===void 0&&A(this),x};let M;this.getAttributes=function(){return M===void 0&&A(this),M};let V=t.rendererExtensionParallelShaderCompile===!1;return this.isReady=function(){return V===!1&&(V=s.getProgramParameter(p,Z1)),V},this.destroy=function(){n.releaseStatesOfProgram(this),s.deleteProgram(p),this.program=void 0},this.type=t.shaderType,this.name=t.shaderName,this.id=K1++,this.cacheKey=e,this.usedTimes=1,this.program=p,this.vertexShader=b,this.fragmentShader=C,this}var xT=0,jp=class{constructor(){this.shaderCache=new Map,this.materialCache=new Map}update(e,t,n){let s=this._getShaderCacheForMaterial(e);return s.has(t)===!1&&(s.add(t),t.usedTimes++),s.has(n)===!1&&(s.add(n),n.usedTimes++),this}remove(e){let t=this.materialCache.get(e);for(let n of t)n.usedTimes--,n.usedTimes===0&&this.shaderCache.delete(n.code);return this.materialCache.delete(e),this}getVertexShaderStage(e){return this._getShaderStage(e.vertexShader)}getFragmentShaderStage(e){return this._getShaderStage(e.fragmentShader)}dispose(){this.shaderCache.clear(),this.materialCache.clear()}_getShaderCacheForMaterial(e){let t=this.materialCache,n=t.get(e);return n===void 0&&(n=new Set,t.set(e,n)),n}_getShaderStage(e){let t=this.shaderCache,n=t.get(e);return n===void 0&&(n=new Zp(e),t.set(e,n)),n}},Zp=class{constructor(e){this.id=xT++,this.code=e,this.usedTimes=0}};function vT(i){return i===Os||i===Ka||i===Ja}function _T(i,e,t,n,s,r){let o=new ho,a=new jp,l=new Set,c=[],h=new Map,u=n.logarithmicDepthBuffer,d={MeshDepthMaterial:"depth",MeshDistanceMaterial:"distance",MeshNormalMaterial:"normal",MeshBasicMaterial:"basic",MeshLambertMaterial:"lambert",MeshPhongMaterial:"phong",MeshToonMaterial:"toon",MeshStandardMaterial:"physical",MeshPhysicalMaterial:"physical",MeshMatcapMaterial:"matcap",LineBasicMaterial:"basic",LineDashedMaterial:"dashed",PointsMaterial:"points",ShadowMaterial:"shadow",SpriteMaterial:"sprite"};function f(x){return l.add(x),x===0?"uv":`uv${x}`}function p(x,M,V,U,F,G){let j=U.fog,P=F.geometry,Y=x.isMeshStandardMaterial||x.isMeshLambertMaterial||x.isMeshPhongMaterial?U.environment:null,Q=x.isMeshStandardMaterial||x.isMeshLambertMaterial&&!x.envMap||x.isMeshPhongMaterial&&!x.envMap,W=e.get(x.envMap||Y,Q),re=d[x.type],$=n.precision;x.precision!==null&&($=n.getMaxPrecision(x.precision),$!==x.precision&&Ne("WebGLProgram.getParameters:",x.precision,"not supported, using",$,"instead."));let ie=P.morphAttributes.position||P.morphAttributes.normal||P.morphAttributes.color,ne=ie!==void 0?ie.length:0,Re=0;P.morphAttributes.position!==void 0&&(Re=1),P.morphAttributes.normal!==void 0&&(Re=2),P.morphAttributes.color!==void 0&&(Re=3);let $e,K,xe,Me;if(re){let ye=_i[re];$e=ye.vertexShader,K=ye.fragmentShader}else{$e=x.vertexShader,K=x.fragmentShader;let ye=a.getVertexShaderStage(x),mt=a.getFragmentShaderStage(x);a.update(x,ye,mt),xe=ye.id,Me=mt.id}let Ue=i.getRenderTarget(),ve=i.state.buffers.depth.getReversed(),Ze=F.isInstancedMesh===!0,Ct=F.isBatchedMesh===!0,Fe=!!x.map,pt=!!x.matcap,xt=!!W,it=xt&&W.isPMREMTexture===!0,Jt=!!x.aoMap,Ot=!!x.lightMap,bi=!!x.bumpMap&&x.wireframe===!1,Tt=!!x.normalMap,bn=!!x.displacementMap,Gt=!!x.emissiveMap,qi=!!x.metalnessMap,ji=!!x.roughnessMap,Zi=x.anisotropy>0,O=x.clearcoat>0,Ki=x.diffuseRoughness>0,wt=x.dispersion>0,Mt=x.retroreflectivity>0,ge=x.iridescence>0,Ft=x.sheen>0,Oe=x.transmission>0,Xe=Zi&&!!x.anisotropyMap,w=O&&!!x.clearcoatMap,v=O&&!!x.clearcoatNormalMap,k=O&&!!x.clearcoatRoughnessMap,se=Ki&&!!x.diffuseRoughnessMap,ee=ge&&!!x.iridescenceMap,le=ge&&!!x.iridescenceThicknessMap,fe=Ft&&!!x.sheenColorMap,q=Ft&&!!x.sheenRoughnessMap,Z=!!x.specularMap,he=!!x.specularColorMap,R=!!x.specularIntensityMap,J=Oe&&!!x.transmissionMap,X=Oe&&!!x.thicknessMap,ue=!!x.gradientMap,ae=!!x.alphaMap,ce=x.alphaTest>0,Pe=!!x.alphaHash,Je=!!x.extensions,oe=In;x.toneMapped&&(Ue===null||Ue.isXRRenderTarget===!0)&&(oe=i.toneMapping);let De=it?W.isCompressedCubeTexture?W.image[0].mipmaps:W.mipmaps:null,Ke={shaderID:re,shaderType:x.type,shaderName:x.name,vertexShader:$e,fragmentShader:K,defines:x.defines,customVertexShaderID:xe,customFragmentShaderID:Me,isRawShaderMaterial:x.isRawShaderMaterial===!0,glslVersion:x.glslVersion,precision:$,batching:Ct,batchingColor:Ct&&F._colorsTexture!==null,instancing:Ze,instancingColor:Ze&&F.instanceColor!==null,instancingMorph:Ze&&F.morphTexture!==null,outputColorSpace:Ue===null?i.outputColorSpace:Ue.isXRRenderTarget===!0?Ue.texture.colorSpace:tt.workingColorSpace,alphaToCoverage:!!x.alphaToCoverage,map:Fe,matcap:pt,envMap:xt,envMapMode:xt&&W.mapping,envMapPMREM:it,envMapMaxLod:it?De.length-1:null,envMapSize:it?De[0].width:null,aoMap:Jt,lightMap:Ot,bumpMap:bi,normalMap:Tt,displacementMap:bn,emissiveMap:Gt,normalMapObjectSpace:Tt&&x.normalMapType===Ly,normalMapTangentSpace:Tt&&x.normalMapType===Rp,packedNormalMap:Tt&&x.normalMapType===Rp&&vT(x.normalMap.format),metalnessMap:qi,roughnessMap:ji,anisotropy:Zi,anisotropyMap:Xe,clearcoat:O,clearcoatMap:w,clearcoatNormalMap:v,clearcoatRoughnessMap:k,diffuseRoughness:Ki,diffuseRoughnessMap:se,dispersion:wt,retroreflection:Mt,iridescence:ge,iridescenceMap:ee,iridescenceThicknessMap:le,sheen:Ft,sheenColorMap:fe,sheenRoughnessMap:q,specularMap:Z,specularColorMap:he,specularIntensityMap:R,transmission:Oe,transmissionMap:J,thicknessMap:X,gradientMap:ue,opaque:x.transparent===!1&&x.blending===_o&&x.alphaToCoverage===!1,alphaMap:ae,alphaTest:ce,alphaHash:Pe,combine:x.combine,mapUv:Fe&&f(x.map.channel),aoMapUv:Jt&&f(x.aoMap.channel),lightMapUv:Ot&&f(x.lightMap.channel),bumpMapUv:bi&&f(x.bumpMap.channel),normalMapUv:Tt&&f(x.normalMap.channel),displacementMapUv:bn&&f(x.displacementMap.channel),emissiveMapUv:Gt&&f(x.emissiveMap.channel),metalnessMapUv:qi&&f(x.metalnessMap.channel),roughnessMapUv:ji&&f(x.roughnessMap.channel),anisotropyMapUv:Xe&&f(x.anisotropyMap.channel),clearcoatMapUv:w&&f(x.clearcoatMap.channel),clearcoatNormalMapUv:v&&f(x.clearcoatNormalMap.channel),clearcoatRoughnessMapUv:k&&f(x.clearcoatRoughnessMap.channel),diffuseRoughnessMapUv:se&&f(x.diffuseRoughnessMap.channel),iridescenceMapUv:ee&&f(x.iridescenceMap.channel),iridescenceThicknessMapUv:le&&f(x.iridescenceThicknessMap.channel),sheenColorMapUv:fe&&f(x.sheenColorMap.channel),sheenRoughnessMapUv:q&&f(x.sheenRoughnessMap.channel),specularMapUv:Z&&f(x.specularMap.channel),specularColorMapUv:he&&f(x.specularColorMap.channel),specularIntensityMapUv:R&&f(x.specularIntensityMap.channel),transmissionMapUv:J&&f(x.transmissionMap.channel),thicknessMapUv:X&&f(x.thicknessMap.channel),alphaMapUv:ae&&f(x.alphaMap.channel),vertexTangents:!!P.attributes.tangent&&(Tt||Zi),vertexNormals:!!P.attributes.normal,vertexColors:x.vertexColors,vertexAlphas:x.vertexColors===!0&&!!P.attributes.color&&P.attributes.color.itemSize===4,pointsUvs:F.isPoints===!0&&!!P.attributes.uv&&(Fe||ae),fog:!!j,useFog:x.fog===!0,fogExp2:!!j&&j.isFogExp2,flatShading:x.wireframe===!1&&(x.flatShading===!0||P.attributes.normal===void 0&&Tt===!1&&(x.isMeshLambertMaterial||x.isMeshPhongMaterial||x.isMeshStandardMaterial||x.isMeshPhysicalMaterial)),sizeAttenuation:x.sizeAttenuation===!0,logarithmicDepthBuffer:u,reversedDepthBuffer:ve,skinning:F.isSkinnedMesh===!0,hasPositionAttribute:P.attributes.position!==void 0,morphTargets:P.morphAttributes.position!==void 0,morphNormals:P.morphAttributes.normal!==void 0,morphColors:P.morphAttributes.color!==void 0,morphTargetsCount:ne,morphTextureStride:Re,numSunLights:M.sun.length,numDirLights:M.directional.length,numPointLights:M.point.length,numSpotLights:M.spot.length,numSpotLightMaps:M.spotLightMap.length,numRectAreaLights:M.rectArea.length,numHemiLights:M.hemi.length,numSunLightShadows:M.sunShadowMap.length,numDirLightShadows:M.directionalShadowMap.length,numPointLightShadows:M.pointShadowMap.length,numSpotLightShadows:M.spotShadowMap.length,numSpotLightShadowsWithMaps:M.numSpotLightShadowsWithMaps,numLightProbes:M.numLightProbes,numLightProbeGrids:G.filter(ye=>ye.texture!==null).length,numClippingPlanes:r.numPlanes,numClipIntersection:r.numIntersection,dithering:x.dithering,shadowMapEnabled:i.shadowMap.enabled&&V.length>0,shadowMapType:i.shadowMap.type,toneMapping:oe,decodeVideoTexture:Fe&&x.map.isVideoTexture===!0&&tt.getTransfer(x.map.colorSpace)===ft,decodeVideoTextureEmissive:Gt&&x.emissiveMap.isVideoTexture===!0&&tt.getTransfer(x.emissiveMap.colorSpace)===ft,premultipliedAlpha:x.premultipliedAlpha,doubleSided:x.side===on,flipSided:x.side===vi,useDepthPacking:x.depthPacking>=0,depthPacking:x.depthPacking||0,index0AttributeName:x.index0AttributeName,extensionClipCullDistance:Je&&x.extensions.clipCullDistance===!0&&t.has("WEBGL_clip_cull_distance"),extensionMultiDraw:(Je&&x.extensions.multiDraw===!0||Ct)&&t.has("WEBGL_multi_draw"),rendererExtensionParallelShaderCompile:t.has("KHR_parallel_shader_compile"),customProgramCacheKey:x.customProgramCacheKey()};return Ke.vertexUv1s=l.has(1),Ke.vertexUv2s=l.has(2),Ke.vertexUv3s=l.has(3),l.clear(),Ke}function y(x){let M=[];if(x.shaderID?M.push(x.shaderID):(M.push(x.customVertexShaderID),M.push(x.customFragmentShaderID)),x.defines!==void 0)for(let V in x.defines)M.push(V),M.push(x.defines[V]);return x.isRawShaderMaterial===!1&&(m(M,x),g(M,x),M.push(i.outputColorSpace)),M.push(x.customProgramCacheKey),M.join()}function m(x,M){x.push(M.precision),x.push(M.outputColorSpace),x.push(M.envMapMode),x.push(M.envMapPMREM),x.push(M.envMapMaxLod),x.push(M.envMapSize),x.push(M.mapUv),x.push(M.alphaMapUv),x.push(M.lightMapUv),x.push(M.aoMapUv),x.push(M.bumpMapUv),x.push(M.normalMapUv),x.push(M.displacementMapUv),x.push(M.emissiveMapUv),x.push(M.metalnessMapUv),x.push(M.roughnessMapUv),x.push(M.anisotropyMapUv),x.push(M.clearcoatMapUv),x.push(M.clearcoatNormalMapUv),x.push(M.clearcoatRoughnessMapUv),x.push(M.diffuseRoughnessMapUv),x.push(M.iridescenceMapUv),x.push(M.iridescenceThicknessMapUv),x.push(M.sheenColorMapUv),x.push(M.sheenRoughnessMapUv),x.push(M.specularMapUv),x.push(M.specularColorMapUv),x.push(M.specularIntensityMapUv),x.push(M.transmissionMapUv),x.push(M.thicknessMapUv),x.push(M.combine),x.push(M.fogExp2),x.push(M.sizeAttenuation),x.push(M.morphTargetsCount),x.push(M.numSunLights),x.push(M.numDirLights),x.push(M.numPointLights),x.push(M.numSpotLights),x.push(M.numSpotLightMaps),x.push(M.numHemiLights),x.push(M.numRectAreaLights),x.push(M.numSunLightShadows),x.push(M.numDirLightShadows),x.push(M.numPointLightShadows),x.push(M.numSpotLightShadows),x.push(M.numSpotLightShadowsWithMaps),x.push(M.numLightProbes),x.push(M.numLightProbeGrids),x.push(M.shadowMapType),x.push(M.toneMapping),x.push(M.numClippingPlanes),x.push(M.numClipIntersection),x.push(M.depthPacking)}function g(x,M){o.disableAll(),M.instancing&&o.enable(0),M.instancingColor&&o.enable(1),M.instancingMorph&&o.enable(2),M.matcap&&o.enable(3),M.envMap&&o.enable(4),M.normalMapObjectSpace&&o.enable(5),M.normalMapTangentSpace&&o.enable(6),M.clearcoat&&o.enable(7),M.iridescence&&o.enable(8),M.alphaTest&&o.enable(9),M.vertexColors&&o.enable(10),M.vertexAlphas&&o.enable(11),M.vertexUv1s&&o.enable(12),M.vertexUv2s&&o.enable(13),M.vertexUv3s&&o.enable(14),M.vertexTangents&&o.enable(15),M.anisotropy&&o.enable(16),M.alphaHash&&o.enable(17),M.batching&&o.enable(18),M.dispersion&&o.enable(19),M.retroreflection&&o.enable(24),M.diffuseRoughness&&o.enable(25),M.batchingColor&&o.enable(20),M.gradientMap&&o.enable(21),M.packedNormalMap&&o.enable(22),M.vertexNormals&&o.enable(23),x.push(o.mask),o.disableAll(),M.fog&&o.enable(0),M.useFog&&o.enable(1),M.flatShading&&o.enable(2),M.logarithmicDepthBuffer&&o.enable(3),M.reversedDepthBuffer&&o.enable(4),M.skinning&&o.enable(5),M.morphTargets&&o.enable(6),M.morphNormals&&o.enable(7),M.morphColors&&o.enable(8),M.premultipliedAlpha&&o.enable(9),M.shadowMapEnabled&&o.enable(10),M.doubleSided&&o.enable(11),M.flipSided&&o.enable(12),M.useDepthPacking&&o.enable(13),M.dithering&&o.enable(14),M.transmission&&o.enable(15),M.sheen&&o.enable(16),M.opaque&&o.enable(17),M.pointsUvs&&o.enable(18),M.decodeVideoTexture&&o.enable(19),M.decodeVideoTextureEmissive&&o.enable(20),M.alphaToCoverage&&o.enable(21),M.numLightProbeGrids>0&&o.enable(22),M.hasPositionAttribute&&o.enable(23),x.push(o.mask)}function S(x){let M=d[x.type],V;if(M){let U=_i[M];V=tl.clone(U.uniforms)}else V=x.uniforms;return V}function E(x,M){let V=h.get(M);return V!==void 0?++V.usedTimes:(V=new yT(i,M,x,s),c.push(V),h.set(M,V)),V}function b(x){if(--x.usedTimes===0){let M=c.indexOf(x);c[M]=c[c.length-1],c.pop(),h.delete(x.cacheKey),x.destroy()}}function C(x){a.remove(x)}function A(){a.dispose()}return{getParameters:p,getProgramCacheKey:y,getUniforms:S,acquireProgram:E,releaseProgram:b,releaseShaderCache:C,programs:c,dispose:A}}function bT(){let i=new WeakMap;function e(o){return i.has(o)}function t(o){let a=i.get(o);return a===void 0&&(a={},i.set(o,a)),a}function n(o){i.delete(o)}function s(o,a,l){i.get(o)[a]=l}function r(){i=new WeakMap}return{has:e,get:t,remove:n,update:s,dispose:r}}function ST(i,e){return i.groupOrder!==e.groupOrder?i.groupOrder-e.groupOrder:i.renderOrder!==e.renderOrder?i.renderOrder-e.renderOrder:i.material.id!==e.material.id?i.material.id-e.material.id:i.materialVariant!==e.materialVariant?i.materialVariant-e.materialVariant:i.z!==e.z?i.z-e.z:i.id-e.id}function cx(i,e){return i.groupOrder!==e.groupOrder?i.groupOrder-e.groupOrder:i.renderOrder!==e.renderOrder?i.renderOrder-e.renderOrder:i.z!==e.z?e.z-i.z:i.id-e.id}function hx(){let i=[],e=0,t=[],n=[],s=[];function r(){e=0,t.length=0,n.length=0,s.length=0}function o(d){let f=0;return d.isInstancedMesh&&(f+=2),d.isSkinnedMesh&&(f+=1),f}function a(d,f,p,y,m,g){let S=i[e];return S===void 0?(S={id:d.id,object:d,geometry:f,material:p,materialVariant:o(d),groupOrder:y,renderOrder:d.renderOrder,z:m,group:g},i[e]=S):(S.id=d.id,S.object=d,S.geometry=f,S.material=p,S.materialVariant=o(d),S.groupOrder=y,S.renderOrder=d.renderOrder,S.z=m,S.group=g),e++,S}function l(d,f,p,y,m,g,S){S.reversedDepth===!0&&(m=-m);let E=a(d,f,p,y,m,g);p.transmission>0?n.push(E):p.transparent===!0?s.push(E):t.push(E)}function c(d,f,p,y,m,g){let S=a(d,f,p,y,m,g);p.transmission>0?n.unshift(S):p.transparent===!0?s.unshift(S):t.unshift(S)}function h(d,f){t.length>1&&t.sort(d||ST),n.length>1&&n.sort(f||cx),s.length>1&&s.sort(f||cx)}function u(){for(let d=e,f=i.length;d<f;d++){let p=i[d];if(p.id===null)break;p.id=null,p.object=null,p.geometry=null,p.material=null,p.group=null}}return{opaque:t,transmissive:n,transparent:s,init:r,push:l,unshift:c,finish:u,sort:h}}function wT(){let i=new WeakMap;function e(n,s){let r=i.get(n),o;return r===void 0?(o=new hx,i.set(n,[o])):s>=r.length?(o=new hx,r.push(o)):o=r[s],o}function t(){i=new WeakMap}return{get:e,dispose:t}}function MT(){let i={};return{get:function(e){if(i[e.id]!==void 0)return i[e.id];let t;switch(e.type){case"SunLight":case"DirectionalLight":t={direction:new D,color:new Ge};break;case"SpotLight":t={position:new D,direction:new D,color:new Ge,distance:0,coneCos:0,penumbraCos:0,decay:0};break;case"PointLight":t={position:new D,color:new Ge,distance:0,decay:0};break;case"HemisphereLight":t={direction:new D,skyColor:new Ge,groundColor:new Ge};break;case"RectAreaLight":t={color:new Ge,position:new D,halfWidth:new D,halfHeight:new D};break}return i[e.id]=t,t}}}function TT(){let i={};return{get:function(e){if(i[e.id]!==void 0)return i[e.id];let t;switch(e.type){case"SunLight":case"DirectionalLight":t={shadowIntensity:1,shadowBias:0,shadowNormalBias:0,shadowRadius:1,shadowMapSize:new Be};break;case"SpotLight":t={shadowIntensity:1,shadowBias:0,shadowNormalBias:0,shadowRadius:1,shadowMapSize:new Be};break;case"PointLight":t={shadowIntensity:1,shadowBias:0,shadowNormalBias:0,shadowRadius:1,shadowMapSize:new Be,shadowCameraNear:1,shadowCameraFar:1e3};break}return i[e.id]=t,t}}}var ET=0;function AT(i,e){return(e.castShadow?2:0)-(i.castShadow?2:0)+(e.map?1:0)-(i.map?1:0)}function CT(i){let e=new MT,t=TT(),n={version:0,hash:{sunLength:-1,directionalLength:-1,pointLength:-1,spotLength:-1,rectAreaLength:-1,hemiLength:-1,numSunShadows:-1,numDirectionalShadows:-1,numPointShadows:-1,numSpotShadows:-1,numSpotMaps:-1,numLightProbes:-1},ambient:[0,0,0],probe:[],sun:[],sunShadow:[],sunShadowMap:[],sunShadowMatrix:[],sunShadowCascade:[],directional:[],directionalShadow:[],directionalShadowMap:[],directionalShadowMatrix:[],spot:[],spotLightMap:[],spotShadow:[],spotShadowMap:[],spotLightMatrix:[],rectArea:[],rectAreaLTC1:null,rectAreaLTC2:null,point:[],pointShadow:[],pointShadowMap:[],pointShadowMatrix:[],hemi:[],numSpotLightShadowsWithMaps:0,numLightProbes:0};for(let c=0;c<9;c++)n.probe.push(new D);let s=new D,r=new rt,o=new rt;function a(c){let h=0,u=0,d=0;for(let G=0;G<9;G++)n.probe[G].set(0,0,0);let f=0,p=0,y=0,m=0,g=0,S=0,E=0,b=0,C=0,A=0,x=0,M=0,V=0,U=0;c.sort(AT);for(let G=0,j=c.length;G<j;G++){let P=c[G],Y=P.color,Q=P.intensity,W=P.distance,re=null;if(P.shadow&&P.shadow.map&&(P.shadow.map.texture.format===Os?re=P.shadow.map.texture:re=P.shadow.map.depthTexture||P.shadow.map.texture),P.isAmbientLight)h+=Y.r*Q,u+=Y.g*Q,d+=Y.b*Q;else if(P.isLightProbe){for(let $=0;$<9;$++)n.probe[$].addScaledVector(P.sh.coefficients[$],Q);U++}else if(P.isSunLight){let $=e.get(P);if($.color.copy(P.color).multiplyScalar(P.intensity),P.castShadow){let ie=P.shadow,ne=t.get(P);ne.shadowIntensity=ie.intensity,ne.shadowBias=ie.bias,ne.shadowNormalBias=ie.normalBias,ne.shadowRadius=ie.radius,ne.shadowMapSize.copy(ie.mapSize).multiply(ie.getFrameExtents()),n.sunShadow[p]=ne,n.sunShadowMap[p]=re;let Re=ie.getViewportCount();for(let $e=0;$e<Re;$e++)n.sunShadowMatrix[y+$e]=ie.getMatrix($e),n.sunShadowCascade[y+$e]=ie._cascadeData[$e];y+=Re,p++}n.sun[f]=$,f++}else if(P.isDirectionalLight){let $=e.get(P);if($.color.copy(P.color).multiplyScalar(P.intensity),P.castShadow){let ie=P.shadow,ne=t.get(P);ne.shadowIntensity=ie.intensity,ne.shadowBias=ie.bias,ne.shadowNormalBias=ie.normalBias,ne.shadowRadius=ie.radius,ne.shadowMapSize=ie.mapSize,n.directionalShadow[m]=ne,n.directionalShadowMap[m]=re,n.directionalShadowMatrix[m]=P.shadow.matrix,C++}n.directional[m]=$,m++}else if(P.isSpotLight){let $=e.get(P);$.position.setFromMatrixPosition(P.matrixWorld),$.color.copy(Y).multiplyScalar(Q),$.distance=W,$.coneCos=Math.cos(P.angle),$.penumbraCos=Math.cos(P.angle*(1-P.penumbra)),$.decay=P.decay,n.spot[S]=$;let ie=P.shadow;if(P.map&&(n.spotLightMap[M]=P.map,M++,ie.updateMatrices(P),P.castShadow&&V++),n.spotLightMatrix[S]=ie.matrix,P.castShadow){let ne=t.get(P);ne.shadowIntensity=ie.intensity,ne.shadowBias=ie.bias,ne.shadowNormalBias=ie.normalBias,ne.shadowRadius=ie.radius,ne.shadowMapSize=ie.mapSize,n.spotShadow[S]=ne,n.spotShadowMap[S]=re,x++}S++}else if(P.isRectAreaLight){let $=e.get(P);$.color.copy(Y).multiplyScalar(Q),$.halfWidth.set(P.width*.5,0,0),$.halfHeight.set(0,P.height*.5,0),n.rectArea[E]=$,E++}else if(P.isPointLight){let $=e.get(P);if($.color.copy(P.color).multiplyScalar(P.intensity),$.distance=P.distance,$.decay=P.decay,P.castShadow){let ie=P.shadow,ne=t.get(P);ne.shadowIntensity=ie.intensity,ne.shadowBias=ie.bias,ne.shadowNormalBias=ie.normalBias,ne.shadowRadius=ie.radius,ne.shadowMapSize=ie.mapSize,ne.shadowCameraNear=ie.camera.near,ne.shadowCameraFar=ie.camera.far,n.pointShadow[g]=ne,n.pointShadowMap[g]=re,n.pointShadowMatrix[g]=P.shadow.matrix,A++}n.point[g]=$,g++}else if(P.isHemisphereLight){let $=e.get(P);$.skyColor.copy(P.color).multiplyScalar(Q),$.groundColor.copy(P.groundColor).multiplyScalar(Q),n.hemi[b]=$,b++}}E>0&&(i.has("OES_texture_float_linear")===!0?(n.rectAreaLTC1=me.LTC_FLOAT_1,n.rectAreaLTC2=me.LTC_FLOAT_2):(n.rectAreaLTC1=me.LTC_HALF_1,n.rectAreaLTC2=me.LTC_HALF_2)),n.ambient[0]=h,n.ambient[1]=u,n.ambient[2]=d;let F=n.hash;(F.sunLength!==f||F.directionalLength!==m||F.pointLength!==g||F.spotLength!==S||F.rectAreaLength!==E||F.hemiLength!==b||F.numSunShadows!==p||F.numDirectionalShadows!==C||F.numPointShadows!==A||F.numSpotShadows!==x||F.numSpotMaps!==M||F.numLightProbes!==U)&&(n.sun.length=f,n.directional.length=m,n.spot.length=S,n.rectArea.length=E,n.point.length=g,n.hemi.length=b,n.sunShadow.length=p,n.sunShadowMap.length=p,n.sunShadowMatrix.length=y,n.sunShadowCascade.length=y,n.directionalShadow.length=C,n.directionalShadowMap.length=C,n.directionalShadowMatrix.length=C,n.pointShadow.length=A,n.pointShadowMap.length=A,n.pointShadowMatrix.length=A,n.spotShadow.length=x,n.spotShadowMap.length=x,n.spotLightMatrix.length=x+M-V,n.spotLightMap.length=M,n.numSpotLightShadowsWithMaps=V,n.numLightProbes=U,F.sunLength=f,F.directionalLength=m,F.pointLength=g,F.spotLength=S,F.rectAreaLength=E,F.hemiLength=b,F.numSunShadows=p,F.numDirectionalShadows=C,F.numPointShadows=A,F.numSpotShadows=x,F.numSpotMaps=M,F.numLightProbes=U,n.version=ET++)}function l(c,h){let u=0,d=0,f=0,p=0,y=0,m=0,g=h.matrixWorldInverse;for(let S=0,E=c.length;S<E;S++){let b=c[S];if(b.isSunLight){let C=n.sun[u];C.direction.setFromMatrixPosition(b.matrixWorld),C.direction.transformDirection(g),u++}else if(b.isDirectionalLight){let C=n.directional[d];C.direction.setFromMatrixPosition(b.matrixWorld),s.setFromMatrixPosition(b.target.matrixWorld),C.direction.sub(s),C.direction.transformDirection(g),d++}else if(b.isSpotLight){let C=n.spot[p];C.position.setFromMatrixPosition(b.matrixWorld),C.position.applyMatrix4(g),C.direction.setFromMatrixPosition(b.matrixWorld),s.setFromMatrixPosition(b.target.matrixWorld),C.direction.sub(s),C.direction.transformDirection(g),p++}else if(b.isRectAreaLight){let C=n.rectArea[y];C.position.setFromMatrixPosition(b.matrixWorld),C.position.applyMatrix4(g),o.identity(),r.copy(b.matrixWorld),r.premultiply(g),o.extractRotation(r),C.halfWidth.set(b.width*.5,0,0),C.halfHeight.set(0,b.height*.5,0),C.halfWidth.applyMatrix4(o),C.halfHeight.applyMatrix4(o),y++}else if(b.isPointLight){let C=n.point[f];C.position.setFromMatrixPosition(b.matrixWorld),C.position.applyMatrix4(g),f++}else if(b.isHemisphereLight){let C=n.hemi[m];C.direction.setFromMatrixPosition(b.matrixWorld),C.direction.transformDirection(g),m++}}}return{setup:a,setupView:l,state:n}}function ux(i){let e=new CT(i),t=[],n=[],s=[];function r(u){h.camera=u,t.length=0,n.length=0,s.length=0}function o(u){u.isLightProbeGrid?s.push(u):t.push(u)}function a(u){n.push(u)}function l(){e.setup(t),s.sort((u,d)=>u.priority-d.priority||u.id-d.id)}function c(u){e.setupView(t,u)}let h={lightsArray:t,shadowsArray:n,lightProbeGridArray:s,camera:null,lights:e,transmissionRenderTarget:{},textureUnits:0};return{init:r,state:h,setupLights:l,setupLightsView:c,pushLight:o,pushShadow:a}}function RT(i){let e=new WeakMap;function t(s,r=0){let o=e.get(s),a;return o===void 0?(a=new ux(i),e.set(s,[a])):r>=o.length?(a=new ux(i),o.push(a)):a=o[r],a}function n(){e=new WeakMap}return{get:t,dispose:n}}var IT=`void main() {
	gl_Position = vec4( position, 1.0 );
}`,PT=`uniform sampler2D shadow_pass;
uniform vec2 resolution;
uniform float radius;
void main() {
	const float samples = float( VSM_SAMPLES );
	float mean = 0.0;
	float squared_mean = 0.0;
	float uvStride = samples <= 1.0 ? 0.0 : 2.0 / ( samples - 1.0 );
	float uvStart = samples <= 1.0 ? 0.0 : - 1.0;
	for ( float i = 0.0; i < samples; i ++ ) {
		float uvOffset = uvStart + i * uvStride;
		#ifdef HORIZONTAL_PASS
			vec2 distribution = texture2D( shadow_pass, ( gl_FragCoord.xy + vec2( uvOffset, 0.0 ) * radius ) / resolution ).rg;
			mean += distribution.x;
			squared_mean += distribution.y * distribution.y + distribution.x * distribution.x;
		#else
			float depth = texture2D( shadow_pass, ( gl_FragCoord.xy + vec2( 0.0, uvOffset ) * radius ) / resolution ).r;
			mean += depth;
			squared_mean += depth * depth;
		#endif
	}
	mean = mean / samples;
	squared_mean = squared_mean / samples;
	float std_dev = sqrt( max( 0.0, squared_mean - mean * mean ) );
	gl_FragColor = vec4( mean, std_dev, 0.0, 1.0 );
}`,LT=[new D(1,0,0),new D(-1,0,0),new D(0,1,0),new D(0,-1,0),new D(0,0,1),new D(0,0,-1)],DT=[new D(0,-1,0),new D(0,-1,0),new D(0,0,1),new D(0,0,-1),new D(0,-1,0),new D(0,-1,0)],dx=new rt,il=new D,Wp=new D;function NT(i,e,t){let n=new sr,s=new Be,r=new Be,o=new gt,a=new kh,l=new zh,c={},h=t.maxTextureSize,u={[Us]:vi,[vi]:Us,[on]:on},d=new rn({defines:{VSM_SAMPLES:8},uniforms:{shadow_pass:{value:null},resolution:{value:new Be},radius:{value:4}},vertexShader:IT,fragmentShader:PT}),f=d.clone();f.defines.HORIZONTAL_PASS=1;let p=new jt;p.setAttribute("position",new ti(new Float32Array([-1,-1,.5,3,-1,.5,-1,3,.5]),3));let y=new Ai(p,d),m=this;this.enabled=!1,this.autoUpdate=!0,this.needsUpdate=!1,this.type=Xa;let g=this.type;this.render=function(A,x,M){if(m.enabled===!1||m.autoUpdate===!1&&m.needsUpdate===!1||A.length===0)return;this.type===cy&&(Ne("WebGLShadowMap: PCFSoftShadowMap has been removed. Using PCFShadowMap instead."),this.type=Xa);let V=i.getRenderTarget(),U=i.getActiveCubeFace(),F=i.getActiveMipmapLevel(),G=i.state;G.setBlending(rr),G.buffers.depth.getReversed()===!0?G.buffers.color.setClear(0,0,0,0):G.buffers.color.setClear(1,1,1,1),G.buffers.depth.setTest(!0),G.setScissorTest(!1);let j=g!==this.type;j&&x.traverse(function(P){P.material&&(Array.isArray(P.material)?P.material.forEach(Y=>Y.needsUpdate=!0):P.material.needsUpdate=!0)});for(let P=0,Y=A.length;P<Y;P++){let Q=A[P],W=Q.shadow;if(W===void 0){Ne("WebGLShadowMap:",Q,"has no shadow.");continue}if(W.autoUpdate===!1&&W.needsUpdate===!1)continue;s.copy(W.mapSize);let re=W.getFrameExtents();s.multiply(re),r.copy(W.mapSize),(s.x>h||s.y>h)&&(s.x>h&&(r.x=Math.floor(h/re.x),s.x=r.x*re.x,W.mapSize.x=r.x),s.y>h&&(r.y=Math.floor(h/re.y),s.y=r.y*re.y,W.mapSize.y=r.y));let $=i.state.buffers.depth.getReversed();if(W.camera._reversedDepth=$,W.map===null||j===!0){if(W.map!==null&&(W.map.depthTexture!==null&&(W.map.depthTexture.dispose(),W.map.depthTexture=null),W.map.dispose()),this.type===vo){if(Q.isPointLight){Ne("WebGLShadowMap: VSM shadow maps are not supported for PointLights. Use PCF or BasicShadowMap instead.");continue}W.map=new zi(s.x,s.y,{format:Os,type:_n,minFilter:gi,magFilter:gi,generateMipmaps:!1}),W.map.texture.name=Q.name+".shadowMap",W.map.depthTexture=new as(s.x,s.y,an),W.map.depthTexture.name=Q.name+".shadowMapDepth",W.map.depthTexture.format=ss,W.map.depthTexture.compareFunction=null,W.map.depthTexture.minFilter=Nt,W.map.depthTexture.magFilter=Nt}else Q.isPointLight?(W.map=new sl(s.x),W.map.depthTexture=new Ua(s.x,vn)):(W.map=new zi(s.x,s.y),W.map.depthTexture=new as(s.x,s.y,vn)),W.map.depthTexture.name=Q.name+".shadowMap",W.map.depthTexture.format=ss,this.type===Xa?(W.map.depthTexture.compareFunction=$?Pp:Ip,W.map.depthTexture.minFilter=gi,W.map.depthTexture.magFilter=gi):(W.map.depthTexture.compareFunction=null,W.map.depthTexture.minFilter=Nt,W.map.depthTexture.magFilter=Nt);W.camera.updateProjectionMatrix()}W.map.isWebGLCubeRenderTarget!==!0&&(W.map.width!==s.x||W.map.height!==s.y)&&W.map.setSize(s.x,s.y);let ie=W.map.isWebGLCubeRenderTarget?6:W.getViewportCount();Q.isPointLight!==!0&&W.updateMatrices(Q,M);let ne=(W.camera.layers.mask&4294967294)!==0?W.camera.layers:M.layers;for(let Re=0;Re<ie;Re++){let $e=W.getCamera(Re);if(Q.isPointLight){let K=W.camera,xe=W.matrix,Me=Q.distance||K.far;Me!==K.far&&(K.far=Me,K.updateProjectionMatrix()),il.setFromMatrixPosition(Q.matrixWorld),K.position.copy(il),Wp.copy(K.position),Wp.add(LT[Re]),K.up.copy(DT[Re]),K.lookAt(Wp),K.updateMatrixWorld(),xe.makeTranslation(-il.x,-il.y,-il.z),dx.multiplyMatrices(K.projectionMatrix,K.matrixWorldInverse),W._frustum.setFromProjectionMatrix(dx,K.coordinateSystem,K.reversedDepth)}if(W.map.isWebGLCubeRenderTarget)i.setRenderTarget(W.map,Re),i.clear();else{Re===0&&(i.setRenderTarget(W.map),i.clear());let K=W.getViewport(Re);o.set(r.x*K.x,r.y*K.y,r.x*K.z,r.y*K.w),G.viewport(o)}n=W.getFrustum(Re),b(x,M,$e,Q,ne,this.type)}W.isPointLightShadow!==!0&&this.type===vo&&S(W,M),W.needsUpdate=!1}g=this.type,m.needsUpdate=!1,i.setRenderTarget(V,U,F)};function S(A,x){let M=e.update(y);d.defines.VSM_SAMPLES!==A.blurSamples&&(d.defines.VSM_SAMPLES=A.blurSamples,f.defines.VSM_SAMPLES=A.blurSamples,d.needsUpdate=!0,f.needsUpdate=!0),A.mapPass===null?A.mapPass=new zi(s.x,s.y,{format:Os,type:_n}):(A.mapPass.width!==A.map.width||A.mapPass.height!==A.map.height)&&A.mapPass.setSize(A.map.width,A.map.height),d.uniforms.shadow_pass.value=A.map.depthTexture,d.uniforms.resolution.value.set(A.map.width,A.map.height),d.uniforms.radius.value=A.radius,i.setRenderTarget(A.mapPass),i.clear(),i.renderBufferDirect(x,null,M,d,y,null),f.uniforms.shadow_pass.value=A.mapPass.texture,f.uniforms.resolution.value.set(A.map.width,A.map.height),f.uniforms.radius.value=A.radius,i.setRenderTarget(A.map),i.clear(),i.renderBufferDirect(x,null,M,f,y,null)}function E(A,x,M,V){let U=null,F=M.isPointLight===!0?A.customDistanceMaterial:A.customDepthMaterial;if(F!==void 0)U=F;else if(U=M.isPointLight===!0?l:a,i.localClippingEnabled&&x.clipShadows===!0&&Array.isArray(x.clippingPlanes)&&x.clippingPlanes.length!==0||x.displacementMap&&x.displacementScale!==0||x.alphaMap&&x.alphaTest>0||x.map&&x.alphaTest>0||x.alphaToCoverage===!0){let G=U.uuid,j=x.uuid,P=c[G];P===void 0&&(P={},c[G]=P);let Y=P[j];Y===void 0&&(Y=U.clone(),P[j]=Y,x.addEventListener("dispose",C)),U=Y}if(U.visible=x.visible,U.wireframe=x.wireframe,V===vo?U.side=x.shadowSide!==null?x.shadowSide:x.side:U.side=x.shadowSide!==null?x.shadowSide:u[x.side],U.alphaMap=x.alphaMap,U.alphaTest=x.alphaToCoverage===!0?.5:x.alphaTest,U.map=x.map,U.clipShadows=x.clipShadows,U.clippingPlanes=x.clippingPlanes,U.clipIntersection=x.clipIntersection,U.displacementMap=x.displacementMap,U.displacementScale=x.displacementScale,U.displacementBias=x.displacementBias,U.wireframeLinewidth=x.wireframeLinewidth,U.linewidth=x.linewidth,M.isPointLight===!0&&U.isMeshDistanceMaterial===!0){let G=i.properties.get(U);G.light=M}return U}function b(A,x,M,V,U,F){if(A.visible===!1)return;if(A.layers.test(U)&&(A.isMesh||A.isLine||A.isPoints)&&(A.castShadow||A.receiveShadow&&F===vo)&&(!A.frustumCulled||A.intersectsFrustum(n))){A.modelViewMatrix.multiplyMatrices(M.matrixWorldInverse,A.matrixWorld);let P=e.update(A),Y=A.material;if(Array.isArray(Y)){let Q=P.groups;for(let W=0,re=Q.length;W<re;W++){let $=Q[W],ie=Y[$.materialIndex];if(ie&&ie.visible){let ne=E(A,ie,V,F);A.onBeforeShadow(i,A,x,M,P,ne,$),i.renderBufferDirect(M,null,P,ne,A,$),A.onAfterShadow(i,A,x,M,P,ne,$)}}}else if(Y.visible){let Q=E(A,Y,V,F);A.onBeforeShadow(i,A,x,M,P,Q,null),i.renderBufferDirect(M,null,P,Q,A,null),A.onAfterShadow(i,A,x,M,P,Q,null)}}let j=A.children;for(let P=0,Y=j.length;P<Y;P++)b(j[P],x,M,V,U,F)}function C(A){A.target.removeEventListener("dispose",C);for(let M in c){let V=c[M],U=A.target.uuid;U in V&&(V[U].dispose(),delete V[U])}}}function UT(i,e){function t(){let R=!1,J=new gt,X=null,ue=new gt(0,0,0,0);return{setMask:function(ae){X!==ae&&!R&&(i.colorMask(ae,ae,ae,ae),X=ae)},setLocked:function(ae){R=ae},setClear:function(ae,ce,Pe,Je,oe){oe===!0&&(ae*=Je,ce*=Je,Pe*=Je),J.set(ae,ce,Pe,Je),ue.equals(J)===!1&&(i.clearColor(ae,ce,Pe,Je),ue.copy(J))},reset:function(){R=!1,X=null,ue.set(-1,0,0,0)}}}function n(){let R=!1,J=!1,X=null,ue=null,ae=null;return{setReversed:function(ce){if(J!==ce){let Pe=e.get("EXT_clip_control");ce?Pe.clipControlEXT(Pe.LOWER_LEFT_EXT,Pe.ZERO_TO_ONE_EXT):Pe.clipControlEXT(Pe.LOWER_LEFT_EXT,Pe.NEGATIVE_ONE_TO_ONE_EXT),J=ce;let Je=ae;ae=null,this.setClear(Je)}},getReversed:function(){return J},setTest:function(ce){ce?ve(i.DEPTH_TEST):Ze(i.DEPTH_TEST)},setMask:function(ce){X!==ce&&!R&&(i.depthMask(ce),X=ce)},setFunc:function(ce){if(J&&(ce=Hy[ce]),ue!==ce){switch(ce){case _h:i.depthFunc(i.NEVER);break;case bh:i.depthFunc(i.ALWAYS);break;case Sh:i.depthFunc(i.LESS);break;case oo:i.depthFunc(i.LEQUAL);break;case wh:i.depthFunc(i.EQUAL);break;case Mh:i.depthFunc(i.GEQUAL);break;case Th:i.depthFunc(i.GREATER);break;case Eh:i.depthFunc(i.NOTEQUAL);break;default:i.depthFunc(i.LEQUAL)}ue=ce}},setLocked:function(ce){R=ce},setClear:function(ce){ae!==ce&&(ae=ce,J&&(ce=1-ce),i.clearDepth(ce))},reset:function(){R=!1,X=null,ue=null,ae=null,J=!1}}}function s(){let R=!1,J=null,X=null,ue=null,ae=null,ce=null,Pe=null,Je=null,oe=null;return{setTest:function(De){R||(De?ve(i.STENCIL_TEST):Ze(i.STENCIL_TEST))},setMask:function(De){J!==De&&!R&&(i.stencilMask(De),J=De)},setFunc:function(De,Ke,ye){(X!==De||ue!==Ke||ae!==ye)&&(i.stencilFunc(De,Ke,ye),X=De,ue=Ke,ae=ye)},setOp:function(De,Ke,ye){(ce!==De||Pe!==Ke||Je!==ye)&&(i.stencilOp(De,Ke,ye),ce=De,Pe=Ke,Je=ye)},setLocked:function(De){R=De},setClear:function(De){oe!==De&&(i.clearStencil(De),oe=De)},reset:function(){R=!1,J=null,X=null,ue=null,ae=null,ce=null,Pe=null,Je=null,oe=null}}}let r=new t,o=new n,a=new s,l={},c=new WeakMap,h={},u={},d={},f=new WeakMap,p=[],y=null,m=!1,g=null,S=null,E=null,b=null,C=null,A=null,x=null,M=new Ge(0,0,0),V=0,U=!1,F=null,G=null,j=null,P=null,Y=null,Q=i.getParameter(i.MAX_COMBINED_TEXTURE_IMAGE_UNITS),W=!1,re=0,$=i.getParameter(i.VERSION);$.indexOf("WebGL")!==-1?(re=parseFloat(/^WebGL (\d)/.exec($)[1]),W=re>=1):$.indexOf("OpenGL ES")!==-1&&(re=parseFloat(/^OpenGL ES (\d)/.exec($)[1]),W=re>=2);let ie=null,ne={},Re=i.getParameter(i.SCISSOR_BOX),$e=i.getParameter(i.VIEWPORT),K=new gt().fromArray(Re),xe=new gt().fromArray($e);function Me(R,J,X,ue){let ae=new Uint8Array(4),ce=i.createTexture();i.bindTexture(R,ce),i.texParameteri(R,i.TEXTURE_MIN_FILTER,i.NEAREST),i.texParameteri(R,i.TEXTURE_MAG_FILTER,i.NEAREST);for(let Pe=0;Pe<X;Pe++)R===i.TEXTURE_3D||R===i.TEXTURE_2D_ARRAY?i.texImage3D(J,0,i.RGBA,1,1,ue,0,i.RGBA,i.UNSIGNED_BYTE,ae):i.texImage2D(J+Pe,0,i.RGBA,1,1,0,i.RGBA,i.UNSIGNED_BYTE,ae);return ce}let Ue={};Ue[i.TEXTURE_2D]=Me(i.TEXTURE_2D,i.TEXTURE_2D,1),Ue[i.TEXTURE_CUBE_MAP]=Me(i.TEXTURE_CUBE_MAP,i.TEXTURE_CUBE_MAP_POSITIVE_X,6),Ue[i.TEXTURE_2D_ARRAY]=Me(i.TEXTURE_2D_ARRAY,i.TEXTURE_2D_ARRAY,1,1),Ue[i.TEXTURE_3D]=Me(i.TEXTURE_3D,i.TEXTURE_3D,1,1),r.setClear(0,0,0,1),o.setClear(1),a.setClear(0),ve(i.DEPTH_TEST),o.setFunc(oo),bi(!1),Tt(lp),ve(i.CULL_FACE),Jt(rr);function ve(R){h[R]!==!0&&(i.enable(R),h[R]=!0)}function Ze(R){h[R]!==!1&&(i.disable(R),h[R]=!1)}function Ct(R,J){return d[R]!==J?(i.bindFramebuffer(R,J),d[R]=J,R===i.DRAW_FRAMEBUFFER&&(d[i.FRAMEBUFFER]=J),R===i.FRAMEBUFFER&&(d[i.DRAW_FRAMEBUFFER]=J),!0):!1}function Fe(R,J){let X=p,ue=!1;if(R){X=f.get(J),X===void 0&&(X=[],f.set(J,X));let ae=R.textures;if(X.length!==ae.length||X[0]!==i.COLOR_ATTACHMENT0){for(let ce=0,Pe=ae.length;ce<Pe;ce++)X[ce]=i.COLOR_ATTACHMENT0+ce;X.length=ae.length,ue=!0}}else X[0]!==i.BACK&&(X[0]=i.BACK,ue=!0);ue&&i.drawBuffers(X)}function pt(R){return y!==R?(i.useProgram(R),y=R,!0):!1}let xt={[or]:i.FUNC_ADD,[uy]:i.FUNC_SUBTRACT,[dy]:i.FUNC_REVERSE_SUBTRACT};xt[fy]=i.MIN,xt[py]=i.MAX;let it={[my]:i.ZERO,[gy]:i.ONE,[yy]:i.SRC_COLOR,[dp]:i.SRC_ALPHA,[wy]:i.SRC_ALPHA_SATURATE,[by]:i.DST_COLOR,[vy]:i.DST_ALPHA,[xy]:i.ONE_MINUS_SRC_COLOR,[fp]:i.ONE_MINUS_SRC_ALPHA,[Sy]:i.ONE_MINUS_DST_COLOR,[_y]:i.ONE_MINUS_DST_ALPHA,[My]:i.CONSTANT_COLOR,[Ty]:i.ONE_MINUS_CONSTANT_COLOR,[Ey]:i.CONSTANT_ALPHA,[Ay]:i.ONE_MINUS_CONSTANT_ALPHA};function Jt(R,J,X,ue,ae,ce,Pe,Je,oe,De){if(R===rr){m===!0&&(Ze(i.BLEND),m=!1);return}if(m===!1&&(ve(i.BLEND),m=!0),R!==hy){if(R!==g||De!==U){if((S!==or||C!==or)&&(i.blendEquation(i.FUNC_ADD),S=or,C=or),De)switch(R){case _o:i.blendFuncSeparate(i.ONE,i.ONE_MINUS_SRC_ALPHA,i.ONE,i.ONE_MINUS_SRC_ALPHA);break;case cp:i.blendFunc(i.ONE,i.ONE);break;case hp:i.blendFuncSeparate(i.ZERO,i.ONE_MINUS_SRC_COLOR,i.ZERO,i.ONE);break;case up:i.blendFuncSeparate(i.DST_COLOR,i.ONE_MINUS_SRC_ALPHA,i.ZERO,i.ONE);break;default:ze("WebGLState: Invalid blending: ",R);break}else switch(R){case _o:i.blendFuncSeparate(i.SRC_ALPHA,i.ONE_MINUS_SRC_ALPHA,i.ONE,i.ONE_MINUS_SRC_ALPHA);break;case cp:i.blendFuncSeparate(i.SRC_ALPHA,i.ONE,i.ONE,i.ONE);break;case hp:ze("WebGLState: SubtractiveBlending requires material.premultipliedAlpha = true");break;case up:ze("WebGLState: MultiplyBlending requires material.premultipliedAlpha = true");break;default:ze("WebGLState: Invalid blending: ",R);break}E=null,b=null,A=null,x=null,M.set(0,0,0),V=0,g=R,U=De}return}ae=ae||J,ce=ce||X,Pe=Pe||ue,(J!==S||ae!==C)&&(i.blendEquationSeparate(xt[J],xt[ae]),S=J,C=ae),(X!==E||ue!==b||ce!==A||Pe!==x)&&(i.blendFuncSeparate(it[X],it[ue],it[ce],it[Pe]),E=X,b=ue,A=ce,x=Pe),(Je.equals(M)===!1||oe!==V)&&(i.blendColor(Je.r,Je.g,Je.b,oe),M.copy(Je),V=oe),g=R,U=!1}function Ot(R,J){R.side===on?Ze(i.CULL_FACE):ve(i.CULL_FACE);let X=R.side===vi;J&&(X=!X),bi(X),R.blending===_o&&R.transparent===!1?Jt(rr):Jt(R.blending,R.blendEquation,R.blendSrc,R.blendDst,R.blendEquationAlpha,R.blendSrcAlpha,R.blendDstAlpha,R.blendColor,R.blendAlpha,R.premultipliedAlpha),o.setFunc(R.depthFunc),o.setTest(R.depthTest),o.setMask(R.depthWrite),r.setMask(R.colorWrite);let ue=R.stencilWrite;a.setTest(ue),ue&&(a.setMask(R.stencilWriteMask),a.setFunc(R.stencilFunc,R.stencilRef,R.stencilFuncMask),a.setOp(R.stencilFail,R.stencilZFail,R.stencilZPass)),Gt(R.polygonOffset,R.polygonOffsetFactor,R.polygonOffsetUnits),R.alphaToCoverage===!0?ve(i.SAMPLE_ALPHA_TO_COVERAGE):Ze(i.SAMPLE_ALPHA_TO_COVERAGE)}function bi(R){F!==R&&(R?i.frontFace(i.CW):i.frontFace(i.CCW),F=R)}function Tt(R){R!==ay?(ve(i.CULL_FACE),R!==G&&(R===lp?i.cullFace(i.BACK):R===ly?i.cullFace(i.FRONT):i.cullFace(i.FRONT_AND_BACK))):Ze(i.CULL_FACE),G=R}function bn(R){R!==j&&(W&&i.lineWidth(R),j=R)}function Gt(R,J,X){R?(ve(i.POLYGON_OFFSET_FILL),(P!==J||Y!==X)&&(P=J,Y=X,o.getReversed()&&(J=-J,X=-X),i.polygonOffset(J,X))):Ze(i.POLYGON_OFFSET_FILL)}function qi(R){R?ve(i.SCISSOR_TEST):Ze(i.SCISSOR_TEST)}function ji(R){R===void 0&&(R=i.TEXTURE0+Q-1),ie!==R&&(i.activeTexture(R),ie=R)}function Zi(R,J,X){X===void 0&&(ie===null?X=i.TEXTURE0+Q-1:X=ie);let ue=ne[X];ue===void 0&&(ue={type:void 0,texture:void 0},ne[X]=ue),(ue.type!==R||ue.texture!==J)&&(ie!==X&&(i.activeTexture(X),ie=X),i.bindTexture(R,J||Ue[R]),ue.type=R,ue.texture=J)}function O(){let R=ne[ie];R!==void 0&&R.type!==void 0&&(i.bindTexture(R.type,null),R.type=void 0,R.texture=void 0)}function Ki(){try{i.compressedTexImage2D(...arguments)}catch(R){ze("WebGLState:",R)}}function wt(){try{i.compressedTexImage3D(...arguments)}catch(R){ze("WebGLState:",R)}}function Mt(){try{i.texSubImage2D(...arguments)}catch(R){ze("WebGLState:",R)}}function ge(){try{i.texSubImage3D(...arguments)}catch(R){ze("WebGLState:",R)}}function Ft(){try{i.compressedTexSubImage2D(...arguments)}catch(R){ze("WebGLState:",R)}}function Oe(){try{i.compressedTexSubImage3D(...arguments)}catch(R){ze("WebGLState:",R)}}function Xe(){try{i.texStorage2D(...arguments)}catch(R){ze("WebGLState:",R)}}function w(){try{i.texStorage3D(...arguments)}catch(R){ze("WebGLState:",R)}}function v(){try{i.texImage2D(...arguments)}catch(R){ze("WebGLState:",R)}}function k(){try{i.texImage3D(...arguments)}catch(R){ze("WebGLState:",R)}}function se(R){return u[R]!==void 0?u[R]:i.getParameter(R)}function ee(R,J){u[R]!==J&&(i.pixelStorei(R,J),u[R]=J)}function le(R){K.equals(R)===!1&&(i.scissor(R.x,R.y,R.z,R.w),K.copy(R))}function fe(R){xe.equals(R)===!1&&(i.viewport(R.x,R.y,R.z,R.w),xe.copy(R))}function q(R,J){let X=c.get(J);X===void 0&&(X=new WeakMap,c.set(J,X));let ue=X.get(R);ue===void 0&&(ue=i.getUniformBlockIndex(J,R.name),i.uniformBlockBinding(J,ue,ue),X.set(R,ue))}function Z(R,J,X){let ae=c.get(J).get(R);l[ae]!==X&&(i.bindBufferBase(i.UNIFORM_BUFFER,ae,X),l[ae]=X)}function he(){i.disable(i.BLEND),i.disable(i.CULL_FACE),i.disable(i.DEPTH_TEST),i.disable(i.POLYGON_OFFSET_FILL),i.disable(i.SCISSOR_TEST),i.disable(i.STENCIL_TEST),i.disable(i.SAMPLE_ALPHA_TO_COVERAGE),i.blendEquation(i.FUNC_ADD),i.blendFunc(i.ONE,i.ZERO),i.blendFuncSeparate(i.ONE,i.ZERO,i.ONE,i.ZERO),i.blendColor(0,0,0,0),i.colorMask(!0,!0,!0,!0),i.clearColor(0,0,0,0),i.depthMask(!0),i.depthFunc(i.LESS),o.setReversed(!1),i.clearDepth(1),i.stencilMask(4294967295),i.stencilFunc(i.ALWAYS,0,4294967295),i.stencilOp(i.KEEP,i.KEEP,i.KEEP),i.clearStencil(0),i.cullFace(i.BACK),i.frontFace(i.CCW),i.polygonOffset(0,0),i.activeTexture(i.TEXTURE0),i.bindFramebuffer(i.FRAMEBUFFER,null),i.bindFramebuffer(i.DRAW_FRAMEBUFFER,null),i.bindFramebuffer(i.READ_FRAMEBUFFER,null),i.useProgram(null),i.lineWidth(1),i.scissor(0,0,i.canvas.width,i.canvas.height),i.viewport(0,0,i.canvas.width,i.canvas.height),i.pixelStorei(i.PACK_ALIGNMENT,4),i.pixelStorei(i.UNPACK_ALIGNMENT,4),i.pixelStorei(i.UNPACK_FLIP_Y_WEBGL,!1),i.pixelStorei(i.UNPACK_PREMULTIPLY_ALPHA_WEBGL,!1),i.pixelStorei(i.UNPACK_COLORSPACE_CONVERSION_WEBGL,i.BROWSER_DEFAULT_WEBGL),i.pixelStorei(i.PACK_ROW_LENGTH,0),i.pixelStorei(i.PACK_SKIP_PIXELS,0),i.pixelStorei(i.PACK_SKIP_ROWS,0),i.pixelStorei(i.UNPACK_ROW_LENGTH,0),i.pixelStorei(i.UNPACK_IMAGE_HEIGHT,0),i.pixelStorei(i.UNPACK_SKIP_PIXELS,0),i.pixelStorei(i.UNPACK_SKIP_ROWS,0),i.pixelStorei(i.UNPACK_SKIP_IMAGES,0),h={},u={},ie=null,ne={},d={},l={},f=new WeakMap,p=[],y=null,m=!1,g=null,S=null,E=null,b=null,C=null,A=null,x=null,M=new Ge(0,0,0),V=0,U=!1,F=null,G=null,j=null,P=null,Y=null,K.set(0,0,i.canvas.width,i.canvas.height),xe.set(0,0,i.canvas.width,i.canvas.height),r.reset(),o.reset(),a.reset()}return{buffers:{color:r,depth:o,stencil:a},enable:ve,disable:Ze,bindFramebuffer:Ct,drawBuffers:Fe,useProgram:pt,setBlending:Jt,setMaterial:Ot,setFlipSided:bi,setCullFace:Tt,setLineWidth:bn,setPolygonOffset:Gt,setScissorTest:qi,activeTexture:ji,bindTexture:Zi,unbindTexture:O,compressedTexImage2D:Ki,compressedTexImage3D:wt,texImage2D:v,texImage3D:k,pixelStorei:ee,getParameter:se,updateUBOMapping:q,uniformBlockBinding:Z,texStorage2D:Xe,texStorage3D:w,texSubImage2D:Mt,texSubImage3D:ge,compressedTexSubImage2D:Ft,compressedTexSubImage3D:Oe,scissor:le,viewport:fe,reset:he}}function OT(i,e,t,n,s,r,o){let a=e.has("WEBGL_multisampled_render_to_texture")?e.get("WEBGL_multisampled_render_to_texture"):null,l=typeof navigator>"u"?!1:/OculusBrowser/g.test(navigator.userAgent),c=new Be,h=new WeakMap,u=new Set,d,f=new WeakMap,p=new Set,y=new FinalizationRegistry(w=>p.delete(w)),m=!1;try{m=typeof OffscreenCanvas<"u"&&new OffscreenCanvas(1,1).getContext("2d")!==null}catch{}function g(w,v){return m?new OffscreenCanvas(w,v):Ma("canvas")}function S(w,v,k){let se=1,ee=Xe(w);if((ee.width>k||ee.height>k)&&(se=k/Math.max(ee.width,ee.height)),se<1)if(typeof HTMLImageElement<"u"&&w instanceof HTMLImageElement||typeof HTMLCanvasElement<"u"&&w instanceof HTMLCanvasElement||typeof ImageBitmap<"u"&&w instanceof ImageBitmap||typeof VideoFrame<"u"&&w instanceof VideoFrame){let le=Math.floor(se*ee.width),fe=Math.floor(se*ee.height);d===void 0&&(d=g(le,fe));let q=v?g(le,fe):d;return q.width=le,q.height=fe,q.getContext("2d").drawImage(w,0,0,le,fe),Ne("WebGLRenderer: Texture has been resized from ("+ee.width+"x"+ee.height+") to ("+le+"x"+fe+")."),q}else return"data"in w&&Ne("WebGLRenderer: Image in DataTexture is too big ("+ee.width+"x"+ee.height+")."),w;return w}function E(w){return w.generateMipmaps}function b(w){i.generateMipmap(w)}function C(w){return w.isWebGLCubeRenderTarget?i.TEXTURE_CUBE_MAP:w.isWebGL3DRenderTarget?i.TEXTURE_3D:w.isWebGLArrayRenderTarget||w.isCompressedArrayTexture?i.TEXTURE_2D_ARRAY:i.TEXTURE_2D}function A(w,v,k,se,ee,le=!1){if(w!==null){if(i[w]!==void 0)return i[w];Ne("WebGLRenderer: Attempt to use non-existing WebGL internal format '"+w+"'")}let fe;se&&(fe=e.get("EXT_texture_norm16"),fe||Ne("WebGLRenderer: Unable to use normalized textures without EXT_texture_norm16 extension"));let q=v;if(v===i.RED&&(k===i.FLOAT&&(q=i.R32F),k===i.HALF_FLOAT&&(q=i.R16F),k===i.UNSIGNED_BYTE&&(q=i.R8),k===i.UNSIGNED_SHORT&&fe&&(q=fe.R16_EXT),k===i.SHORT&&fe&&(q=fe.R16_SNORM_EXT)),v===i.RED_INTEGER&&(k===i.UNSIGNED_BYTE&&(q=i.R8UI),k===i.UNSIGNED_SHORT&&(q=i.R16UI),k===i.UNSIGNED_INT&&(q=i.R32UI),k===i.BYTE&&(q=i.R8I),k===i.SHORT&&(q=i.R16I),k===i.INT&&(q=i.R32I)),v===i.RG&&(k===i.FLOAT&&(q=i.RG32F),k===i.HALF_FLOAT&&(q=i.RG16F),k===i.UNSIGNED_BYTE&&(q=i.RG8),k===i.UNSIGNED_SHORT&&fe&&(q=fe.RG16_EXT),k===i.SHORT&&fe&&(q=fe.RG16_SNORM_EXT)),v===i.RG_INTEGER&&(k===i.UNSIGNED_BYTE&&(q=i.RG8UI),k===i.UNSIGNED_SHORT&&(q=i.RG16UI),k===i.UNSIGNED_INT&&(q=i.RG32UI),k===i.BYTE&&(q=i.RG8I),k===i.SHORT&&(q=i.RG16I),k===i.INT&&(q=i.RG32I)),v===i.RGB_INTEGER&&(k===i.UNSIGNED_BYTE&&(q=i.RGB8UI),k===i.UNSIGNED_SHORT&&(q=i.RGB16UI),k===i.UNSIGNED_INT&&(q=i.RGB32UI),k===i.BYTE&&(q=i.RGB8I),k===i.SHORT&&(q=i.RGB16I),k===i.INT&&(q=i.RGB32I)),v===i.RGBA_INTEGER&&(k===i.UNSIGNED_BYTE&&(q=i.RGBA8UI),k===i.UNSIGNED_SHORT&&(q=i.RGBA16UI),k===i.UNSIGNED_INT&&(q=i.RGBA32UI),k===i.BYTE&&(q=i.RGBA8I),k===i.SHORT&&(q=i.RGBA16I),k===i.INT&&(q=i.RGBA32I)),v===i.RGB&&(k===i.UNSIGNED_SHORT&&fe&&(q=fe.RGB16_EXT),k===i.SHORT&&fe&&(q=fe.RGB16_SNORM_EXT),k===i.UNSIGNED_INT_5_9_9_9_REV&&(q=i.RGB9_E5),k===i.UNSIGNED_INT_10F_11F_11F_REV&&(q=i.R11F_G11F_B10F)),v===i.RGBA){let Z=le?Sa:tt.getTransfer(ee);k===i.FLOAT&&(q=i.RGBA32F),k===i.HALF_FLOAT&&(q=i.RGBA16F),k===i.UNSIGNED_BYTE&&(q=Z===ft?i.SRGB8_ALPHA8:i.RGBA8),k===i.UNSIGNED_SHORT&&fe&&(q=fe.RGBA16_EXT),k===i.SHORT&&fe&&(q=fe.RGBA16_SNORM_EXT),k===i.UNSIGNED_SHORT_4_4_4_4&&(q=i.RGBA4),k===i.UNSIGNED_SHORT_5_5_5_1&&(q=i.RGB5_A1)}return(q===i.R16F||q===i.R32F||q===i.RG16F||q===i.RG32F||q===i.RGBA16F||q===i.RGBA32F)&&e.get("EXT_color_buffer_float"),q}function x(w,v){let k;return w?v===null||v===vn||v===lr?k=i.DEPTH24_STENCIL8:v===an?k=i.DEPTH32F_STENCIL8:v===So&&(k=i.DEPTH24_STENCIL8,Ne("DepthTexture: 16 bit depth attachment is not supported with stencil. Using 24-bit attachment.")):v===null||v===vn||v===lr?k=i.DEPTH_COMPONENT24:v===an?k=i.DEPTH_COMPONENT32F:v===So&&(k=i.DEPTH_COMPONENT16),k}function M(w,v){return E(w)===!0||w.isFramebufferTexture&&w.minFilter!==Nt&&w.minFilter!==gi?Math.log2(Math.max(v.width,v.height))+1:w.mipmaps.length>0?w.mipmaps.length:w.isCompressedTexture&&Array.isArray(w.image)?v.mipmaps.length:1}function V(w){let v=new WeakRef(w);n.get(w).__ref=v,p.add(v),y.register(w,v,v)}function U(w){let v=n.get(w).__ref;v!==void 0&&(p.delete(v),y.unregister(v))}function F(w){j(w.target)}function G(w){P(w.target)}function j(w){w.removeEventListener("dispose",F),U(w),Q(w),w.isVideoTexture&&h.delete(w),w.isHTMLTexture&&u.delete(w)}function P(w){w.removeEventListener("dispose",G),U(w),re(w)}function Y(){for(let w of p){let v=w.deref();v!==void 0&&(v.isRenderTarget===!0?P(v):j(v))}p.clear(),u.clear()}function Q(w){let v=n.get(w);if(v.__webglInit===void 0)return;let k=w.source,se=f.get(k);if(se){let ee=se[v.__cacheKey];ee.usedTimes--,ee.usedTimes===0&&W(w),Object.keys(se).length===0&&f.delete(k)}n.remove(w)}function W(w){let v=n.get(w);i.deleteTexture(v.__webglTexture);let k=w.source,se=f.get(k);delete se[v.__cacheKey],o.memory.textures--}function re(w){let v=n.get(w);v.__depthDisposeCallback&&v.__depthDisposeCallback();let k=w.depthTexture;if(k&&k.renderTarget===w&&j(k),w.isWebGLCubeRenderTarget)for(let ee=0;ee<6;ee++){if(Array.isArray(v.__webglFramebuffer[ee]))for(let le=0;le<v.__webglFramebuffer[ee].length;le++)i.deleteFramebuffer(v.__webglFramebuffer[ee][le]);else i.deleteFramebuffer(v.__webglFramebuffer[ee]);v.__webglDepthbuffer&&i.deleteRenderbuffer(v.__webglDepthbuffer[ee])}else{if(Array.isArray(v.__webglFramebuffer))for(let ee=0;ee<v.__webglFramebuffer.length;ee++)i.deleteFramebuffer(v.__webglFramebuffer[ee]);else i.deleteFramebuffer(v.__webglFramebuffer);if(v.__webglDepthbuffer&&i.deleteRenderbuffer(v.__webglDepthbuffer),v.__webglMultisampledFramebuffer&&i.deleteFramebuffer(v.__webglMultisampledFramebuffer),v.__webglColorRenderbuffer)for(let ee=0;ee<v.__webglColorRenderbuffer.length;ee++)v.__webglColorRenderbuffer[ee]&&i.deleteRenderbuffer(v.__webglColorRenderbuffer[ee]);v.__webglDepthRenderbuffer&&i.deleteRenderbuffer(v.__webglDepthRenderbuffer)}let se=w.textures;for(let ee=0,le=se.length;ee<le;ee++){let fe=n.get(se[ee]);fe.__webglTexture&&(i.deleteTexture(fe.__webglTexture),o.memory.textures--),n.remove(se[ee])}n.remove(w)}let $=0;function ie(){$=0}function ne(){return $}function Re(w){$=w}function $e(){let w=$;return w>=s.maxTextures&&Ne("WebGLTextures: Trying to use "+(w+1)+" texture units while this GPU supports only "+s.maxTextures),$+=1,w}function K(w){let v=[];return v.push(w.wrapS),v.push(w.wrapT),v.push(w.wrapR||0),v.push(w.magFilter),v.push(w.minFilter),v.push(w.anisotropy),v.push(w.internalFormat),v.push(w.format),v.push(w.type),v.push(w.generateMipmaps),v.push(w.mipmapsAutoUpdate),v.push(w.premultiplyAlpha),v.push(w.flipY),v.push(w.unpackAlignment),v.push(w.colorSpace),v.join()}function xe(w,v){let k=n.get(w);if(w.isVideoTexture&&Ft(w),w.isRenderTargetTexture===!1&&w.isExternalTexture!==!0&&w.version>0&&k.__version!==w.version){let se=w.image;if(se===null)Ne("WebGLRenderer: Texture marked for update but no image data found.");else if(se.complete===!1)Ne("WebGLRenderer: Texture marked for update but image is incomplete");else{Ot(k,w,v);return}}else w.isExternalTexture&&(k.__webglTexture=w.sourceTexture?w.sourceTexture:null);t.bindTexture(i.TEXTURE_2D,k.__webglTexture,i.TEXTURE0+v)}function Me(w,v){let k=n.get(w);if(w.isRenderTargetTexture===!1&&w.version>0&&k.__version!==w.version){Ot(k,w,v);return}else w.isExternalTexture&&(k.__webglTexture=w.sourceTexture?w.sourceTexture:null);t.bindTexture(i.TEXTURE_2D_ARRAY,k.__webglTexture,i.TEXTURE0+v)}function Ue(w,v){let k=n.get(w);if(w.isRenderTargetTexture===!1&&w.version>0&&k.__version!==w.version){Ot(k,w,v);return}t.bindTexture(i.TEXTURE_3D,k.__webglTexture,i.TEXTURE0+v)}function ve(w,v){let k=n.get(w);if(w.version>0&&k.__version!==w.version){bi(k,w,v);return}t.bindTexture(i.TEXTURE_CUBE_MAP,k.__webglTexture,i.TEXTURE0+v)}let Ze={[Ah]:i.REPEAT,[Cn]:i.CLAMP_TO_EDGE,[Ch]:i.MIRRORED_REPEAT},Ct={[Nt]:i.NEAREST,[Iy]:i.NEAREST_MIPMAP_NEAREST,[$a]:i.NEAREST_MIPMAP_LINEAR,[gi]:i.LINEAR,[eu]:i.LINEAR_MIPMAP_NEAREST,[ls]:i.LINEAR_MIPMAP_LINEAR},Fe={[Ny]:i.NEVER,[Lp]:i.ALWAYS,[Uy]:i.LESS,[Ip]:i.LEQUAL,[Oy]:i.EQUAL,[Pp]:i.GEQUAL,[Fy]:i.GREATER,[By]:i.NOTEQUAL};function pt(w,v){if(v.type===an&&e.has("OES_texture_float_linear")===!1&&(v.magFilter===gi||v.magFilter===eu||v.magFilter===$a||v.magFilter===ls||v.minFilter===gi||v.minFilter===eu||v.minFilter===$a||v.minFilter===ls)&&Ne("WebGLRenderer: Unable to use linear filtering with floating point textures. OES_texture_float_linear not supported on this device."),i.texParameteri(w,i.TEXTURE_WRAP_S,Ze[v.wrapS]),i.texParameteri(w,i.TEXTURE_WRAP_T,Ze[v.wrapT]),(w===i.TEXTURE_3D||w===i.TEXTURE_2D_ARRAY)&&i.texParameteri(w,i.TEXTURE_WRAP_R,Ze[v.wrapR]),i.texParameteri(w,i.TEXTURE_MAG_FILTER,Ct[v.magFilter]),i.texParameteri(w,i.TEXTURE_MIN_FILTER,Ct[v.minFilter]),v.compareFunction&&(i.texParameteri(w,i.TEXTURE_COMPARE_MODE,i.COMPARE_REF_TO_TEXTURE),i.texParameteri(w,i.TEXTURE_COMPARE_FUNC,Fe[v.compareFunction])),e.has("EXT_texture_filter_anisotropic")===!0){if(v.magFilter===Nt||v.minFilter!==$a&&v.minFilter!==ls||v.type===an&&e.has("OES_texture_float_linear")===!1)return;if(v.anisotropy>1||n.get(v).__currentAnisotropy){let k=e.get("EXT_texture_filter_anisotropic");i.texParameterf(w,k.TEXTURE_MAX_ANISOTROPY_EXT,Math.min(v.anisotropy,s.getMaxAnisotropy())),n.get(v).__currentAnisotropy=v.anisotropy}}}function xt(w,v){let k=!1;w.__webglInit===void 0&&(w.__webglInit=!0,v.addEventListener("dispose",F),V(v));let se=v.source,ee=f.get(se);ee===void 0&&(ee={},f.set(se,ee));let le=K(v);if(le!==w.__cacheKey){ee[le]===void 0&&(ee[le]={texture:i.createTexture(),usedTimes:0},o.memory.textures++,k=!0),ee[le].usedTimes++;let fe=ee[w.__cacheKey];fe!==void 0&&(ee[w.__cacheKey].usedTimes--,fe.usedTimes===0&&W(v)),w.__cacheKey=le,w.__webglTexture=ee[le].texture}return k}function it(w,v,k){return Math.floor(Math.floor(w/k)/v)}function Jt(w,v,k,se){let le=w.updateRanges;if(le.length===0)t.texSubImage2D(i.TEXTURE_2D,0,0,0,v.width,v.height,k,se,v.data);else{le.sort((R,J)=>R.start-J.start);let fe=0;for(let R=1;R<le.length;R++){let J=le[fe],X=le[R],ue=J.start+J.count,ae=it(X.start,v.width,4),ce=it(J.start,v.width,4);X.start<=ue+1&&ae===ce&&it(X.start+X.count-1,v.width,4)===ae?J.count=Math.max(J.count,X.start+X.count-J.start):(++fe,le[fe]=X)}le.length=fe+1;let q=t.getParameter(i.UNPACK_ROW_LENGTH),Z=t.getParameter(i.UNPACK_SKIP_PIXELS),he=t.getParameter(i.UNPACK_SKIP_ROWS);t.pixelStorei(i.UNPACK_ROW_LENGTH,v.width);for(let R=0,J=le.length;R<J;R++){let X=le[R],ue=Math.floor(X.start/4),ae=Math.ceil(X.count/4),ce=ue%v.width,Pe=Math.floor(ue/v.width),Je=ae,oe=1;t.pixelStorei(i.UNPACK_SKIP_PIXELS,ce),t.pixelStorei(i.UNPACK_SKIP_ROWS,Pe),t.texSubImage2D(i.TEXTURE_2D,0,ce,Pe,Je,oe,k,se,v.data)}w.clearUpdateRanges(),t.pixelStorei(i.UNPACK_ROW_LENGTH,q),t.pixelStorei(i.UNPACK_SKIP_PIXELS,Z),t.pixelStorei(i.UNPACK_SKIP_ROWS,he)}}function Ot(w,v,k){let se=i.TEXTURE_2D;(v.isDataArrayTexture||v.isCompressedArrayTexture)&&(se=i.TEXTURE_2D_ARRAY),v.isData3DTexture&&(se=i.TEXTURE_3D);let ee=xt(w,v),le=v.source;t.bindTexture(se,w.__webglTexture,i.TEXTURE0+k);let fe=n.get(le);if(le.version!==fe.__version||ee===!0){if(t.activeTexture(i.TEXTURE0+k),(typeof ImageBitmap<"u"&&v.image instanceof ImageBitmap)===!1){let oe=tt.getPrimaries(tt.workingColorSpace),De=v.colorSpace===hs?null:tt.getPrimaries(v.colorSpace),Ke=v.colorSpace===hs||oe===De?i.NONE:i.BROWSER_DEFAULT_WEBGL;t.pixelStorei(i.UNPACK_FLIP_Y_WEBGL,v.flipY),t.pixelStorei(i.UNPACK_PREMULTIPLY_ALPHA_WEBGL,v.premultiplyAlpha),t.pixelStorei(i.UNPACK_COLORSPACE_CONVERSION_WEBGL,Ke)}t.pixelStorei(i.UNPACK_ALIGNMENT,v.unpackAlignment);let Z=S(v.image,!1,s.maxTextureSize);Z=Oe(v,Z);let he=r.convert(v.format,v.colorSpace),R=r.convert(v.type),J=A(v.internalFormat,he,R,v.normalized,v.colorSpace,v.isVideoTexture);pt(se,v);let X,ue=v.mipmaps,ae=v.isVideoTexture!==!0,ce=fe.__version===void 0||ee===!0,Pe=le.dataReady,Je=M(v,Z);if(v.isDepthTexture)J=x(v.format===cs,v.type),ce&&(ae?t.texStorage2D(i.TEXTURE_2D,1,J,Z.width,Z.height):t.texImage2D(i.TEXTURE_2D,0,J,Z.width,Z.height,0,he,R,null));else if(v.isDataTexture)if(ue.length>0){ae&&ce&&t.texStorage2D(i.TEXTURE_2D,Je,J,ue[0].width,ue[0].height);for(let oe=0,De=ue.length;oe<De;oe++)X=ue[oe],ae?Pe&&t.texSubImage2D(i.TEXTURE_2D,oe,0,0,X.width,X.height,he,R,X.data):t.texImage2D(i.TEXTURE_2D,oe,J,X.width,X.height,0,he,R,X.data);v.generateMipmaps=!1}else ae?(ce&&t.texStorage2D(i.TEXTURE_2D,Je,J,Z.width,Z.height),Pe&&Jt(v,Z,he,R)):t.texImage2D(i.TEXTURE_2D,0,J,Z.width,Z.height,0,he,R,Z.data);else if(v.isCompressedTexture)if(v.isCompressedArrayTexture){ae&&ce&&t.texStorage3D(i.TEXTURE_2D_ARRAY,Je,J,ue[0].width,ue[0].height,Z.depth);for(let oe=0,De=ue.length;oe<De;oe++)if(X=ue[oe],v.format!==Wi)if(he!==null)if(ae){if(Pe)if(v.layerUpdates.size>0){let Ke=Hp(X.width,X.height,v.format,v.type);for(let ye of v.layerUpdates){let mt=X.data.subarray(ye*Ke/X.data.BYTES_PER_ELEMENT,(ye+1)*Ke/X.data.BYTES_PER_ELEMENT);t.compressedTexSubImage3D(i.TEXTURE_2D_ARRAY,oe,0,0,ye,X.width,X.height,1,he,mt)}}else t.compressedTexSubImage3D(i.TEXTURE_2D_ARRAY,oe,0,0,0,X.width,X.height,Z.depth,he,X.data)}else t.compressedTexImage3D(i.TEXTURE_2D_ARRAY,oe,J,X.width,X.height,Z.depth,0,X.data,0,0);else Ne("WebGLRenderer: Attempt to load unsupported compressed texture format in .uploadTexture()");else ae?Pe&&t.texSubImage3D(i.TEXTURE_2D_ARRAY,oe,0,0,0,X.width,X.height,Z.depth,he,R,X.data):t.texImage3D(i.TEXTURE_2D_ARRAY,oe,J,X.width,X.height,Z.depth,0,he,R,X.data);v.layerUpdates.size>0&&v.clearLayerUpdates()}else{ae&&ce&&t.texStorage2D(i.TEXTURE_2D,Je,J,ue[0].width,ue[0].height);for(let oe=0,De=ue.length;oe<De;oe++)X=ue[oe],v.format!==Wi?he!==null?ae?Pe&&t.compressedTexSubImage2D(i.TEXTURE_2D,oe,0,0,X.width,X.height,he,X.data):t.compressedTexImage2D(i.TEXTURE_2D,oe,J,X.width,X.height,0,X.data):Ne("WebGLRenderer: Attempt to load unsupported compressed texture format in .uploadTexture()"):ae?Pe&&t.texSubImage2D(i.TEXTURE_2D,oe,0,0,X.width,X.height,he,R,X.data):t.texImage2D(i.TEXTURE_2D,oe,J,X.width,X.height,0,he,R,X.data)}else if(v.isDataArrayTexture)if(ae){if(ce&&t.texStorage3D(i.TEXTURE_2D_ARRAY,Je,J,Z.width,Z.height,Z.depth),Pe)if(v.layerUpdates.size>0){let oe=Hp(Z.width,Z.height,v.format,v.type);for(let De of v.layerUpdates){let Ke=Z.data.subarray(De*oe/Z.data.BYTES_PER_ELEMENT,(De+1)*oe/Z.data.BYTES_PER_ELEMENT);t.texSubImage3D(i.TEXTURE_2D_ARRAY,0,0,0,De,Z.width,Z.height,1,he,R,Ke)}v.clearLayerUpdates()}else t.texSubImage3D(i.TEXTURE_2D_ARRAY,0,0,0,0,Z.width,Z.height,Z.depth,he,R,Z.data)}else t.texImage3D(i.TEXTURE_2D_ARRAY,0,J,Z.width,Z.height,Z.depth,0,he,R,Z.data);else if(v.isData3DTexture)ae?(ce&&t.texStorage3D(i.TEXTURE_3D,Je,J,Z.width,Z.height,Z.depth),Pe&&t.texSubImage3D(i.TEXTURE_3D,0,0,0,0,Z.width,Z.height,Z.depth,he,R,Z.data)):t.texImage3D(i.TEXTURE_3D,0,J,Z.width,Z.height,Z.depth,0,he,R,Z.data);else if(v.isFramebufferTexture){if(ce)if(ae)t.texStorage2D(i.TEXTURE_2D,Je,J,Z.width,Z.height);else{let oe=Z.width,De=Z.height;for(let Ke=0;Ke<Je;Ke++)t.texImage2D(i.TEXTURE_2D,Ke,J,oe,De,0,he,R,null),oe>>=1,De>>=1}}else if(v.isHTMLTexture){if("texElementImage2D"in i){let oe=i.canvas;if(oe.hasAttribute("layoutsubtree")||oe.setAttribute("layoutsubtree","true"),Z.parentNode!==oe){oe.appendChild(Z),u.add(v),oe.onpaint=De=>{let Ke=De.changedElements;for(let ye of u)Ke.includes(ye.image)&&(ye.needsUpdate=!0)},oe.requestPaint();return}if(i.texElementImage2D.length===3)i.texElementImage2D(i.TEXTURE_2D,i.RGBA8,Z);else{let Ke=i.RGBA,ye=i.RGBA,mt=i.UNSIGNED_BYTE;i.texElementImage2D(i.TEXTURE_2D,0,Ke,ye,mt,Z)}i.texParameteri(i.TEXTURE_2D,i.TEXTURE_MIN_FILTER,i.LINEAR),i.texParameteri(i.TEXTURE_2D,i.TEXTURE_WRAP_S,i.CLAMP_TO_EDGE),i.texParameteri(i.TEXTURE_2D,i.TEXTURE_WRAP_T,i.CLAMP_TO_EDGE)}}else if(ue.length>0){if(ae&&ce){let oe=Xe(ue[0]);t.texStorage2D(i.TEXTURE_2D,Je,J,oe.width,oe.height)}for(let oe=0,De=ue.length;oe<De;oe++)X=ue[oe],ae?Pe&&t.texSubImage2D(i.TEXTURE_2D,oe,0,0,he,R,X):t.texImage2D(i.TEXTURE_2D,oe,J,he,R,X);v.generateMipmaps=!1}else if(ae){if(ce){let oe=Xe(Z);t.texStorage2D(i.TEXTURE_2D,Je,J,oe.width,oe.height)}Pe&&t.texSubImage2D(i.TEXTURE_2D,0,0,0,he,R,Z)}else t.texImage2D(i.TEXTURE_2D,0,J,he,R,Z);E(v)&&v.mipmapsAutoUpdate===!0&&b(se),fe.__version=le.version,v.onUpdate&&v.onUpdate(v)}w.__version=v.version}function bi(w,v,k){if(v.image.length!==6)return;let se=xt(w,v),ee=v.source;t.bindTexture(i.TEXTURE_CUBE_MAP,w.__webglTexture,i.TEXTURE0+k);let le=n.get(ee);if(ee.version!==le.__version||se===!0){t.activeTexture(i.TEXTURE0+k);let fe=tt.getPrimaries(tt.workingColorSpace),q=v.colorSpace===hs?null:tt.getPrimaries(v.colorSpace),Z=v.colorSpace===hs||fe===q?i.NONE:i.BROWSER_DEFAULT_WEBGL;t.pixelStorei(i.UNPACK_FLIP_Y_WEBGL,v.flipY),t.pixelStorei(i.UNPACK_PREMULTIPLY_ALPHA_WEBGL,v.premultiplyAlpha),t.pixelStorei(i.UNPACK_ALIGNMENT,v.unpackAlignment),t.pixelStorei(i.UNPACK_COLORSPACE_CONVERSION_WEBGL,Z);let he=v.isCompressedTexture||v.image[0].isCompressedTexture,R=v.image[0]&&v.image[0].isDataTexture,J=[];for(let ye=0;ye<6;ye++)!he&&!R?J[ye]=S(v.image[ye],!0,s.maxCubemapSize):J[ye]=R?v.image[ye].image:v.image[ye],J[ye]=Oe(v,J[ye]);let X=J[0],ue=r.convert(v.format,v.colorSpace),ae=r.convert(v.type),ce=A(v.internalFormat,ue,ae,v.normalized,v.colorSpace),Pe=v.isVideoTexture!==!0,Je=le.__version===void 0||se===!0,oe=ee.dataReady,De=M(v,X);pt(i.TEXTURE_CUBE_MAP,v);let Ke;if(v.isDepthTexture){if(ce=x(v.format===cs,v.type),Je)if(Pe)t.texStorage2D(i.TEXTURE_CUBE_MAP,1,ce,X.width,X.height);else for(let ye=0;ye<6;ye++)t.texImage2D(i.TEXTURE_CUBE_MAP_POSITIVE_X+ye,0,ce,X.width,X.height,0,ue,ae,null)}else if(he){Pe&&Je&&t.texStorage2D(i.TEXTURE_CUBE_MAP,De,ce,X.width,X.height);for(let ye=0;ye<6;ye++){Ke=J[ye].mipmaps;for(let mt=0;mt<Ke.length;mt++){let Wt=Ke[mt];v.format!==Wi?ue!==null?Pe?oe&&t.compressedTexSubImage2D(i.TEXTURE_CUBE_MAP_POSITIVE_X+ye,mt,0,0,Wt.width,Wt.height,ue,Wt.data):t.compressedTexImage2D(i.TEXTURE_CUBE_MAP_POSITIVE_X+ye,mt,ce,Wt.width,Wt.height,0,Wt.data):Ne("WebGLRenderer: Attempt to load unsupported compressed texture format in .setTextureCube()"):Pe?oe&&t.texSubImage2D(i.TEXTURE_CUBE_MAP_POSITIVE_X+ye,mt,0,0,Wt.width,Wt.height,ue,ae,Wt.data):t.texImage2D(i.TEXTURE_CUBE_MAP_POSITIVE_X+ye,mt,ce,Wt.width,Wt.height,0,ue,ae,Wt.data)}}}else{if(Ke=v.mipmaps,Pe&&Je){Ke.length>0&&De++;let ye=Xe(J[0]);t.texStorage2D(i.TEXTURE_CUBE_MAP,De,ce,ye.width,ye.height)}for(let ye=0;ye<6;ye++)if(R){Pe?oe&&t.texSubImage2D(i.TEXTURE_CUBE_MAP_POSITIVE_X+ye,0,0,0,J[ye].width,J[ye].height,ue,ae,J[ye].data):t.texImage2D(i.TEXTURE_CUBE_MAP_POSITIVE_X+ye,0,ce,J[ye].width,J[ye].height,0,ue,ae,J[ye].data);for(let mt=0;mt<Ke.length;mt++){let ys=Ke[mt].image[ye].image;Pe?oe&&t.texSubImage2D(i.TEXTURE_CUBE_MAP_POSITIVE_X+ye,mt+1,0,0,ys.width,ys.height,ue,ae,ys.data):t.texImage2D(i.TEXTURE_CUBE_MAP_POSITIVE_X+ye,mt+1,ce,ys.width,ys.height,0,ue,ae,ys.data)}}else{Pe?oe&&t.texSubImage2D(i.TEXTURE_CUBE_MAP_POSITIVE_X+ye,0,0,0,ue,ae,J[ye]):t.texImage2D(i.TEXTURE_CUBE_MAP_POSITIVE_X+ye,0,ce,ue,ae,J[ye]);for(let mt=0;mt<Ke.length;mt++){let Wt=Ke[mt];Pe?oe&&t.texSubImage2D(i.TEXTURE_CUBE_MAP_POSITIVE_X+ye,mt+1,0,0,ue,ae,Wt.image[ye]):t.texImage2D(i.TEXTURE_CUBE_MAP_POSITIVE_X+ye,mt+1,ce,ue,ae,Wt.image[ye])}}}E(v)&&v.mipmapsAutoUpdate===!0&&b(i.TEXTURE_CUBE_MAP),le.__version=ee.version,v.onUpdate&&v.onUpdate(v)}w.__version=v.version}function Tt(w,v,k,se,ee,le){let fe=r.convert(k.format,k.colorSpace),q=r.convert(k.type),Z=A(k.internalFormat,fe,q,k.normalized,k.colorSpace),he=n.get(v),R=n.get(k);if(R.__renderTarget=v,!he.__hasExternalTextures){let J=Math.max(1,v.width>>le),X=Math.max(1,v.height>>le);ee===i.TEXTURE_3D||ee===i.TEXTURE_2D_ARRAY?t.texImage3D(ee,le,Z,J,X,v.depth,0,fe,q,null):t.texImage2D(ee,le,Z,J,X,0,fe,q,null)}t.bindFramebuffer(i.FRAMEBUFFER,w),ge(v)?a.framebufferTexture2DMultisampleEXT(i.FRAMEBUFFER,se,ee,R.__webglTexture,0,Mt(v)):(ee===i.TEXTURE_2D||ee>=i.TEXTURE_CUBE_MAP_POSITIVE_X&&ee<=i.TEXTURE_CUBE_MAP_NEGATIVE_Z)&&i.framebufferTexture2D(i.FRAMEBUFFER,se,ee,R.__webglTexture,le),t.bindFramebuffer(i.FRAMEBUFFER,null)}function bn(w,v,k){if(i.bindRenderbuffer(i.RENDERBUFFER,w),v.depthBuffer){let se=v.depthTexture,ee=se&&se.isDepthTexture?se.type:null,le=x(v.stencilBuffer,ee),fe=v.stencilBuffer?i.DEPTH_STENCIL_ATTACHMENT:i.DEPTH_ATTACHMENT;ge(v)?a.renderbufferStorageMultisampleEXT(i.RENDERBUFFER,Mt(v),le,v.width,v.height):k?i.renderbufferStorageMultisample(i.RENDERBUFFER,Mt(v),le,v.width,v.height):i.renderbufferStorage(i.RENDERBUFFER,le,v.width,v.height),i.framebufferRenderbuffer(i.FRAMEBUFFER,fe,i.RENDERBUFFER,w)}else{let se=v.textures;for(let ee=0;ee<se.length;ee++){let le=se[ee],fe=r.convert(le.format,le.colorSpace),q=r.convert(le.type),Z=A(le.internalFormat,fe,q,le.normalized,le.colorSpace);ge(v)?a.renderbufferStorageMultisampleEXT(i.RENDERBUFFER,Mt(v),Z,v.width,v.height):k?i.renderbufferStorageMultisample(i.RENDERBUFFER,Mt(v),Z,v.width,v.height):i.renderbufferStorage(i.RENDERBUFFER,Z,v.width,v.height)}}i.bindRenderbuffer(i.RENDERBUFFER,null)}function Gt(w,v,k){let se=v.isWebGLCubeRenderTarget===!0;if(t.bindFramebuffer(i.FRAMEBUFFER,w),!(v.depthTexture&&v.depthTexture.isDepthTexture))throw new Error("THREE.WebGLTextures: renderTarget.depthTexture must be an instance of THREE.DepthTexture.");let ee=n.get(v.depthTexture);ee.__renderTarget=v;let le=se?v.depthTexture.image[0]:v.depthTexture.image;(!ee.__webglTexture||le.width!==v.width||le.height!==v.height)&&(le.width=v.width,le.height=v.height,v.depthTexture.needsUpdate=!0),se?ve(v.depthTexture,0):xe(v.depthTexture,0);let fe=ee.__webglTexture,q=Mt(v),Z=se?i.TEXTURE_CUBE_MAP_POSITIVE_X+k:i.TEXTURE_2D,he=v.depthTexture.format===cs?i.DEPTH_STENCIL_ATTACHMENT:i.DEPTH_ATTACHMENT;if(v.depthTexture.format===ss)ge(v)?a.framebufferTexture2DMultisampleEXT(i.FRAMEBUFFER,he,Z,fe,0,q):i.framebufferTexture2D(i.FRAMEBUFFER,he,Z,fe,0);else if(v.depthTexture.format===cs)ge(v)?a.framebufferTexture2DMultisampleEXT(i.FRAMEBUFFER,he,Z,fe,0,q):i.framebufferTexture2D(i.FRAMEBUFFER,he,Z,fe,0);else throw new Error("THREE.WebGLTextures: Unknown depthTexture format.")}function qi(w){let v=n.get(w),k=w.isWebGLCubeRenderTarget===!0;if(v.__boundDepthTexture!==w.depthTexture){let se=w.depthTexture;if(v.__depthDisposeCallback&&v.__depthDisposeCallback(),se){let ee=()=>{delete v.__boundDepthTexture,delete v.__depthDisposeCallback,se.removeEventListener("dispose",ee)};se.addEventListener("dispose",ee),v.__depthDisposeCallback=ee}v.__boundDepthTexture=se}if(w.depthTexture&&!v.__autoAllocateDepthBuffer)if(k)for(let se=0;se<6;se++)Gt(v.__webglFramebuffer[se],w,se);else w.texture.mipmaps.length>0?Gt(v.__webglFramebuffer[0],w,0):Gt(v.__webglFramebuffer,w,0);else if(k){v.__webglDepthbuffer=[];for(let se=0;se<6;se++)if(t.bindFramebuffer(i.FRAMEBUFFER,v.__webglFramebuffer[se]),v.__webglDepthbuffer[se]===void 0)v.__webglDepthbuffer[se]=i.createRenderbuffer(),bn(v.__webglDepthbuffer[se],w,!1);else{let ee=w.stencilBuffer?i.DEPTH_STENCIL_ATTACHMENT:i.DEPTH_ATTACHMENT,le=v.__webglDepthbuffer[se];i.bindRenderbuffer(i.RENDERBUFFER,le),i.framebufferRenderbuffer(i.FRAMEBUFFER,ee,i.RENDERBUFFER,le)}}else if(w.texture.mipmaps.length>0?t.bindFramebuffer(i.FRAMEBUFFER,v.__webglFramebuffer[0]):t.bindFramebuffer(i.FRAMEBUFFER,v.__webglFramebuffer),v.__webglDepthbuffer===void 0)v.__webglDepthbuffer=i.createRenderbuffer(),bn(v.__webglDepthbuffer,w,!1);else{let ee=w.stencilBuffer?i.DEPTH_STENCIL_ATTACHMENT:i.DEPTH_ATTACHMENT,le=v.__webglDepthbuffer;i.bindRenderbuffer(i.RENDERBUFFER,le),i.framebufferRenderbuffer(i.FRAMEBUFFER,ee,i.RENDERBUFFER,le)}t.bindFramebuffer(i.FRAMEBUFFER,null)}function ji(w,v,k){let se=n.get(w);v!==void 0&&Tt(se.__webglFramebuffer,w,w.texture,i.COLOR_ATTACHMENT0,i.TEXTURE_2D,0),k!==void 0&&qi(w)}function Zi(w){let v=w.texture,k=n.get(w),se=n.get(v);w.addEventListener("dispose",G),V(w);let ee=w.textures,le=w.isWebGLCubeRenderTarget===!0,fe=ee.length>1;if(fe||(se.__webglTexture===void 0&&(se.__webglTexture=i.createTexture()),se.__version=v.version,o.memory.textures++),le){k.__webglFramebuffer=[];for(let q=0;q<6;q++)if(v.mipmaps.length>0){k.__webglFramebuffer[q]=[];for(let Z=0;Z<v.mipmaps.length;Z++)k.__webglFramebuffer[q][Z]=i.createFramebuffer()}else k.__webglFramebuffer[q]=i.createFramebuffer()}else{if(v.mipmaps.length>0){k.__webglFramebuffer=[];for(let q=0;q<v.mipmaps.length;q++)k.__webglFramebuffer[q]=i.createFramebuffer()}else k.__webglFramebuffer=i.createFramebuffer();if(fe)for(let q=0,Z=ee.length;q<Z;q++){let he=n.get(ee[q]);he.__webglTexture===void 0&&(he.__webglTexture=i.createTexture(),o.memory.textures++)}if(w.samples>0&&ge(w)===!1){k.__webglMultisampledFramebuffer=i.createFramebuffer(),k.__webglColorRenderbuffer=[],t.bindFramebuffer(i.FRAMEBUFFER,k.__webglMultisampledFramebuffer);for(let q=0;q<ee.length;q++){let Z=ee[q];k.__webglColorRenderbuffer[q]=i.createRenderbuffer(),i.bindRenderbuffer(i.RENDERBUFFER,k.__webglColorRenderbuffer[q]);let he=r.convert(Z.format,Z.colorSpace),R=r.convert(Z.type),J=A(Z.internalFormat,he,R,Z.normalized,Z.colorSpace,w.isXRRenderTarget===!0),X=Mt(w);i.renderbufferStorageMultisample(i.RENDERBUFFER,X,J,w.width,w.height),i.framebufferRenderbuffer(i.FRAMEBUFFER,i.COLOR_ATTACHMENT0+q,i.RENDERBUFFER,k.__webglColorRenderbuffer[q])}i.bindRenderbuffer(i.RENDERBUFFER,null),w.depthBuffer&&(k.__webglDepthRenderbuffer=i.createRenderbuffer(),bn(k.__webglDepthRenderbuffer,w,!0)),t.bindFramebuffer(i.FRAMEBUFFER,null)}}if(le){t.bindTexture(i.TEXTURE_CUBE_MAP,se.__webglTexture),pt(i.TEXTURE_CUBE_MAP,v);for(let q=0;q<6;q++)if(v.mipmaps.length>0)for(let Z=0;Z<v.mipmaps.length;Z++)Tt(k.__webglFramebuffer[q][Z],w,v,i.COLOR_ATTACHMENT0,i.TEXTURE_CUBE_MAP_POSITIVE_X+q,Z);else Tt(k.__webglFramebuffer[q],w,v,i.COLOR_ATTACHMENT0,i.TEXTURE_CUBE_MAP_POSITIVE_X+q,0);E(v)?b(i.TEXTURE_CUBE_MAP):v.mipmaps.length>0&&i.texParameteri(i.TEXTURE_CUBE_MAP,i.TEXTURE_MAX_LEVEL,v.mipmaps.length-1),t.unbindTexture()}else if(fe){for(let q=0,Z=ee.length;q<Z;q++){let he=ee[q],R=n.get(he),J=i.TEXTURE_2D;(w.isWebGL3DRenderTarget||w.isWebGLArrayRenderTarget)&&(J=w.isWebGL3DRenderTarget?i.TEXTURE_3D:i.TEXTURE_2D_ARRAY),t.bindTexture(J,R.__webglTexture),pt(J,he),Tt(k.__webglFramebuffer,w,he,i.COLOR_ATTACHMENT0+q,J,0),E(he)&&b(J)}t.unbindTexture()}else{let q=i.TEXTURE_2D;if((w.isWebGL3DRenderTarget||w.isWebGLArrayRenderTarget)&&(q=w.isWebGL3DRenderTarget?i.TEXTURE_3D:i.TEXTURE_2D_ARRAY),t.bindTexture(q,se.__webglTexture),pt(q,v),v.mipmaps.length>0)for(let Z=0;Z<v.mipmaps.length;Z++)Tt(k.__webglFramebuffer[Z],w,v,i.COLOR_ATTACHMENT0,q,Z);else Tt(k.__webglFramebuffer,w,v,i.COLOR_ATTACHMENT0,q,0);E(v)?b(q):v.mipmaps.length>0&&i.texParameteri(q,i.TEXTURE_MAX_LEVEL,v.mipmaps.length-1),t.unbindTexture()}w.depthBuffer&&qi(w)}function O(w){let v=w.textures;for(let k=0,se=v.length;k<se;k++){let ee=v[k];if(E(ee)&&ee.mipmapsAutoUpdate===!0){let le=C(w),fe=n.get(ee).__webglTexture;t.bindTexture(le,fe),b(le),t.unbindTexture()}}}let Ki=[];function wt(w){if(w.samples>0){if(ge(w)===!1){let v=w.textures,k=w.width,se=w.height,ee=i.COLOR_BUFFER_BIT,le=w.stencilBuffer?i.DEPTH_STENCIL_ATTACHMENT:i.DEPTH_ATTACHMENT,fe=n.get(w),q=v.length>1;if(q)for(let he=0;he<v.length;he++)t.bindFramebuffer(i.FRAMEBUFFER,fe.__webglMultisampledFramebuffer),i.framebufferRenderbuffer(i.FRAMEBUFFER,i.COLOR_ATTACHMENT0+he,i.RENDERBUFFER,null),t.bindFramebuffer(i.FRAMEBUFFER,fe.__webglFramebuffer),i.framebufferTexture2D(i.DRAW_FRAMEBUFFER,i.COLOR_ATTACHMENT0+he,i.TEXTURE_2D,null,0);t.bindFramebuffer(i.READ_FRAMEBUFFER,fe.__webglMultisampledFramebuffer),w.texture.mipmaps.length>0?t.bindFramebuffer(i.DRAW_FRAMEBUFFER,fe.__webglFramebuffer[0]):t.bindFramebuffer(i.DRAW_FRAMEBUFFER,fe.__webglFramebuffer);for(let he=0;he<v.length;he++){if(w.resolveDepthBuffer&&(w.depthBuffer&&(ee|=i.DEPTH_BUFFER_BIT),w.stencilBuffer&&w.resolveStencilBuffer&&(ee|=i.STENCIL_BUFFER_BIT)),q){i.framebufferRenderbuffer(i.READ_FRAMEBUFFER,i.COLOR_ATTACHMENT0,i.RENDERBUFFER,fe.__webglColorRenderbuffer[he]);let R=n.get(v[he]).__webglTexture;i.framebufferTexture2D(i.DRAW_FRAMEBUFFER,i.COLOR_ATTACHMENT0,i.TEXTURE_2D,R,0)}i.blitFramebuffer(0,0,k,se,0,0,k,se,ee,i.NEAREST),l===!0&&(Ki.length=0,Ki.push(i.COLOR_ATTACHMENT0+he),w.depthBuffer&&w.storeMultisampledDepthBuffer===!1&&Ki.push(le),i.invalidateFramebuffer(i.READ_FRAMEBUFFER,Ki))}if(t.bindFramebuffer(i.READ_FRAMEBUFFER,null),t.bindFramebuffer(i.DRAW_FRAMEBUFFER,null),q)for(let he=0;he<v.length;he++){t.bindFramebuffer(i.FRAMEBUFFER,fe.__webglMultisampledFramebuffer),i.framebufferRenderbuffer(i.FRAMEBUFFER,i.COLOR_ATTACHMENT0+he,i.RENDERBUFFER,fe.__webglColorRenderbuffer[he]);let R=n.get(v[he]).__webglTexture;t.bindFramebuffer(i.FRAMEBUFFER,fe.__webglFramebuffer),i.framebufferTexture2D(i.DRAW_FRAMEBUFFER,i.COLOR_ATTACHMENT0+he,i.TEXTURE_2D,R,0)}t.bindFramebuffer(i.DRAW_FRAMEBUFFER,fe.__webglMultisampledFramebuffer)}else if(w.depthBuffer&&w.storeMultisampledDepthBuffer===!1&&l){let v=w.stencilBuffer?i.DEPTH_STENCIL_ATTACHMENT:i.DEPTH_ATTACHMENT;i.invalidateFramebuffer(i.DRAW_FRAMEBUFFER,[v])}}}function Mt(w){return Math.min(s.maxSamples,w.samples)}function ge(w){let v=n.get(w);return w.samples>0&&e.has("WEBGL_multisampled_render_to_texture")===!0&&v.__useRenderToTexture!==!1}function Ft(w){let v=o.render.frame;h.get(w)!==v&&(h.set(w,v),w.update())}function Oe(w,v){let k=w.colorSpace,se=w.format,ee=w.type;return w.isCompressedTexture===!0||w.isVideoTexture===!0||k!==ba&&k!==hs&&(tt.getTransfer(k)===ft?(se!==Wi||ee!==Gi)&&Ne("WebGLTextures: sRGB encoded textures have to use RGBAFormat and UnsignedByteType."):ze("WebGLTextures: Unsupported texture color space:",k)),v}function Xe(w){return typeof HTMLImageElement<"u"&&w instanceof HTMLImageElement?(c.width=w.naturalWidth||w.width,c.height=w.naturalHeight||w.height):typeof VideoFrame<"u"&&w instanceof VideoFrame?(c.width=w.displayWidth,c.height=w.displayHeight):(c.width=w.width,c.height=w.height),c}this.allocateTextureUnit=$e,this.resetTextureUnits=ie,this.getTextureUnits=ne,this.setTextureUnits=Re,this.setTexture2D=xe,this.setTexture2DArray=Me,this.setTexture3D=Ue,this.setTextureCube=ve,this.rebindTextures=ji,this.setupRenderTarget=Zi,this.updateRenderTargetMipmap=O,this.updateMultisampleRenderTarget=wt,this.setupDepthRenderbuffer=qi,this.setupFrameBufferTexture=Tt,this.useMultisampledRTT=ge,this.dispose=Y}function FT(i,e){function t(n,s=hs){let r,o=tt.getTransfer(s);if(n===Gi)return i.UNSIGNED_BYTE;if(n===tu)return i.UNSIGNED_SHORT_4_4_4_4;if(n===iu)return i.UNSIGNED_SHORT_5_5_5_1;if(n===Tp)return i.UNSIGNED_INT_5_9_9_9_REV;if(n===Ep)return i.UNSIGNED_INT_10F_11F_11F_REV;if(n===wp)return i.BYTE;if(n===Mp)return i.SHORT;if(n===So)return i.UNSIGNED_SHORT;if(n===wo)return i.INT;if(n===vn)return i.UNSIGNED_INT;if(n===an)return i.FLOAT;if(n===_n)return i.HALF_FLOAT;if(n===Ap)return i.ALPHA;if(n===Cp)return i.RGB;if(n===Wi)return i.RGBA;if(n===ss)return i.DEPTH_COMPONENT;if(n===cs)return i.DEPTH_STENCIL;if(n===nu)return i.RED;if(n===su)return i.RED_INTEGER;if(n===Os)return i.RG;if(n===ru)return i.RG_INTEGER;if(n===ou)return i.RGBA_INTEGER;if(n===Ya||n===qa||n===ja||n===Za)if(o===ft)if(r=e.get("WEBGL_compressed_texture_s3tc_srgb"),r!==null){if(n===Ya)return r.COMPRESSED_SRGB_S3TC_DXT1_EXT;if(n===qa)return r.COMPRESSED_SRGB_ALPHA_S3TC_DXT1_EXT;if(n===ja)return r.COMPRESSED_SRGB_ALPHA_S3TC_DXT3_EXT;if(n===Za)return r.COMPRESSED_SRGB_ALPHA_S3TC_DXT5_EXT}else return null;else if(r=e.get("WEBGL_compressed_texture_s3tc"),r!==null){if(n===Ya)return r.COMPRESSED_RGB_S3TC_DXT1_EXT;if(n===qa)return r.COMPRESSED_RGBA_S3TC_DXT1_EXT;if(n===ja)return r.COMPRESSED_RGBA_S3TC_DXT3_EXT;if(n===Za)return r.COMPRESSED_RGBA_S3TC_DXT5_EXT}else return null;if(n===au||n===lu||n===cu||n===hu)if(r=e.get("WEBGL_compressed_texture_pvrtc"),r!==null){if(n===au)return r.COMPRESSED_RGB_PVRTC_4BPPV1_IMG;if(n===lu)return r.COMPRESSED_RGB_PVRTC_2BPPV1_IMG;if(n===cu)return r.COMPRESSED_RGBA_PVRTC_4BPPV1_IMG;if(n===hu)return r.COMPRESSED_RGBA_PVRTC_2BPPV1_IMG}else return null;if(n===uu||n===du||n===fu||n===pu||n===mu||n===Ka||n===gu)if(r=e.get("WEBGL_compressed_texture_etc"),r!==null){if(n===uu||n===du)return o===ft?r.COMPRESSED_SRGB8_ETC2:r.COMPRESSED_RGB8_ETC2;if(n===fu)return o===ft?r.COMPRESSED_SRGB8_ALPHA8_ETC2_EAC:r.COMPRESSED_RGBA8_ETC2_EAC;if(n===pu)return r.COMPRESSED_R11_EAC;if(n===mu)return r.COMPRESSED_SIGNED_R11_EAC;if(n===Ka)return r.COMPRESSED_RG11_EAC;if(n===gu)return r.COMPRESSED_SIGNED_RG11_EAC}else return null;if(n===yu||n===xu||n===vu||n===_u||n===bu||n===Su||n===wu||n===Mu||n===Tu||n===Eu||n===Au||n===Cu||n===Ru||n===Iu)if(r=e.get("WEBGL_compressed_texture_astc"),r!==null){if(n===yu)return o===ft?r.COMPRESSED_SRGB8_ALPHA8_ASTC_4x4_KHR:r.COMPRESSED_RGBA_ASTC_4x4_KHR;if(n===xu)return o===ft?r.COMPRESSED_SRGB8_ALPHA8_ASTC_5x4_KHR:r.COMPRESSED_RGBA_ASTC_5x4_KHR;if(n===vu)return o===ft?r.COMPRESSED_SRGB8_ALPHA8_ASTC_5x5_KHR:r.COMPRESSED_RGBA_ASTC_5x5_KHR;if(n===_u)return o===ft?r.COMPRESSED_SRGB8_ALPHA8_ASTC_6x5_KHR:r.COMPRESSED_RGBA_ASTC_6x5_KHR;if(n===bu)return o===ft?r.COMPRESSED_SRGB8_ALPHA8_ASTC_6x6_KHR:r.COMPRESSED_RGBA_ASTC_6x6_KHR;if(n===Su)return o===ft?r.COMPRESSED_SRGB8_ALPHA8_ASTC_8x5_KHR:r.COMPRESSED_RGBA_ASTC_8x5_KHR;if(n===wu)return o===ft?r.COMPRESSED_SRGB8_ALPHA8_ASTC_8x6_KHR:r.COMPRESSED_RGBA_ASTC_8x6_KHR;if(n===Mu)return o===ft?r.COMPRESSED_SRGB8_ALPHA8_ASTC_8x8_KHR:r.COMPRESSED_RGBA_ASTC_8x8_KHR;if(n===Tu)return o===ft?r.COMPRESSED_SRGB8_ALPHA8_ASTC_10x5_KHR:r.COMPRESSED_RGBA_ASTC_10x5_KHR;if(n===Eu)return o===ft?r.COMPRESSED_SRGB8_ALPHA8_ASTC_10x6_KHR:r.COMPRESSED_RGBA_ASTC_10x6_KHR;if(n===Au)return o===ft?r.COMPRESSED_SRGB8_ALPHA8_ASTC_10x8_KHR:r.COMPRESSED_RGBA_ASTC_10x8_KHR;if(n===Cu)return o===ft?r.COMPRESSED_SRGB8_ALPHA8_ASTC_10x10_KHR:r.COMPRESSED_RGBA_ASTC_10x10_KHR;if(n===Ru)return o===ft?r.COMPRESSED_SRGB8_ALPHA8_ASTC_12x10_KHR:r.COMPRESSED_RGBA_ASTC_12x10_KHR;if(n===Iu)return o===ft?r.COMPRESSED_SRGB8_ALPHA8_ASTC_12x12_KHR:r.COMPRESSED_RGBA_ASTC_12x12_KHR}else return null;if(n===Pu||n===Lu||n===Du)if(r=e.get("EXT_texture_compression_bptc"),r!==null){if(n===Pu)return o===ft?r.COMPRESSED_SRGB_ALPHA_BPTC_UNORM_EXT:r.COMPRESSED_RGBA_BPTC_UNORM_EXT;if(n===Lu)return r.COMPRESSED_RGB_BPTC_SIGNED_FLOAT_EXT;if(n===Du)return r.COMPRESSED_RGB_BPTC_UNSIGNED_FLOAT_EXT}else return null;if(n===Nu||n===Uu||n===Ja||n===Ou)if(r=e.get("EXT_texture_compression_rgtc"),r!==null){if(n===Nu)return r.COMPRESSED_RED_RGTC1_EXT;if(n===Uu)return r.COMPRESSED_SIGNED_RED_RGTC1_EXT;if(n===Ja)return r.COMPRESSED_RED_GREEN_RGTC2_EXT;if(n===Ou)return r.COMPRESSED_SIGNED_RED_GREEN_RGTC2_EXT}else return null;return n===lr?i.UNSIGNED_INT_24_8:i[n]!==void 0?i[n]:null}return{convert:t}}var BT=`
void main() {

	gl_Position = vec4( position, 1.0 );

}`,kT=`
uniform sampler2DArray depthColor;
uniform float depthWidth;
uniform float depthHeight;

void main() {

	vec2 coord = vec2( gl_FragCoord.x / depthWidth, gl_FragCoord.y / depthHeight );

	if ( coord.x >= 1.0 ) {

		gl_FragDepth = texture( depthColor, vec3( coord.x - 1.0, coord.y, 1 ) ).r;

	} else {

		gl_FragDepth = texture( depthColor, vec3( coord.x, coord.y, 0 ) ).r;

	}

}`,Kp=class{constructor(){this.texture=null,this.mesh=null,this.depthNear=0,this.depthFar=0}init(e,t){if(this.texture===null){let n=new Oa(e.texture);(e.depthNear!==t.depthNear||e.depthFar!==t.depthFar)&&(this.depthNear=e.depthNear,this.depthFar=e.depthFar),this.texture=n}}getMesh(e){if(this.texture!==null&&this.mesh===null){let t=e.cameras[0].viewport,n=new rn({vertexShader:BT,fragmentShader:kT,uniforms:{depthColor:{value:this.texture},depthWidth:{value:t.z},depthHeight:{value:t.w}}});this.mesh=new Ai(new Fa(20,20),n)}return this.mesh}reset(){this.texture=null,this.mesh=null}getDepthTexture(){return this.texture}},Jp=class extends xn{constructor(e,t){super();let n=this,s=null,r=1,o=null,a="local-floor",l=1,c=null,h=null,u=null,d=null,f=null,p=null,y=typeof XRWebGLBinding<"u",m=new Kp,g={},S=t.getContextAttributes(),E=null,b=null,C=[],A=[],x=new Be,M=null,V=null,U=new mi;U.viewport=new gt;let F=new mi;F.viewport=new gt;let G=[U,F],j=new Kh,P=null,Y=null;this.cameraAutoUpdate=!0,this.enabled=!1,this.isPresenting=!1,this.getController=function(K){let xe=C[K];return xe===void 0&&(xe=new uo,C[K]=xe),xe.getTargetRaySpace()},this.getControllerGrip=function(K){let xe=C[K];return xe===void 0&&(xe=new uo,C[K]=xe),xe.getGripSpace()},this.getHand=function(K){let xe=C[K];return xe===void 0&&(xe=new uo,C[K]=xe),xe.getHandSpace()};function Q(K){let xe=A.indexOf(K.inputSource);if(xe===-1)return;let Me=C[xe];Me!==void 0&&(Me.update(K.inputSource,K.frame,c||o),Me.dispatchEvent({type:K.type,data:K.inputSource}))}function W(){s.removeEventListener("select",Q),s.removeEventListener("selectstart",Q),s.removeEventListener("selectend",Q),s.removeEventListener("squeeze",Q),s.removeEventListener("squeezestart",Q),s.removeEventListener("squeezeend",Q),s.removeEventListener("end",W),s.removeEventListener("inputsourceschange",re);for(let K=0;K<C.length;K++){let xe=A[K];xe!==null&&(A[K]=null,C[K].disconnect(xe))}P=null,Y=null,m.reset();for(let K in g)delete g[K];if(e.setRenderTarget(E),f=null,d=null,u=null,s=null,b=null,$e.stop(),n.isPresenting=!1,e.setPixelRatio(M),e.setSize(x.width,x.height,!1),V!==null){let K=V.camera;K.fov=V.fov,K.zoom=V.zoom,K.updateProjectionMatrix(),V=null}n.dispatchEvent({type:"sessionend"})}this.setFramebufferScaleFactor=function(K){r=K,n.isPresenting===!0&&Ne("WebXRManager: Cannot change framebuffer scale while presenting.")},this.setReferenceSpaceType=function(K){a=K,n.isPresenting===!0&&Ne("WebXRManager: Cannot change reference space type while presenting.")},this.getReferenceSpace=function(){return c||o},this.setReferenceSpace=function(K){c=K},this.getBaseLayer=function(){return d!==null?d:f},this.getBinding=function(){return u===null&&y&&(u=new XRWebGLBinding(s,t)),u},this.getFrame=function(){return p},this.getSession=function(){return s},this.setSession=async function(K){if(s=K,s!==null){if(E=e.getRenderTarget(),s.addEventListener("select",Q),s.addEventListener("selectstart",Q),s.addEventListener("selectend",Q),s.addEventListener("squeeze",Q),s.addEventListener("squeezestart",Q),s.addEventListener("squeezeend",Q),s.addEventListener("end",W),s.addEventListener("inputsourceschange",re),S.xrCompatible!==!0&&await t.makeXRCompatible(),M=e.getPixelRatio(),e.getSize(x),y&&"createProjectionLayer"in XRWebGLBinding.prototype){let Me=null,Ue=null,ve=null;S.depth&&(ve=S.stencil?t.DEPTH24_STENCIL8:t.DEPTH_COMPONENT24,Me=S.stencil?cs:ss,Ue=S.stencil?lr:vn);let Ze={colorFormat:t.RGBA8,depthFormat:ve,scaleFactor:r};u=this.getBinding(),d=u.createProjectionLayer(Ze),s.updateRenderState({layers:[d]}),e.setPixelRatio(1),e.setSize(d.textureWidth,d.textureHeight,!1),b=new zi(d.textureWidth,d.textureHeight,{format:Wi,type:Gi,depthTexture:new as(d.textureWidth,d.textureHeight,Ue,void 0,void 0,void 0,void 0,void 0,void 0,Me),stencilBuffer:S.stencil,colorSpace:e.outputColorSpace,samples:S.antialias?4:0,resolveDepthBuffer:d.ignoreDepthValues===!1,resolveStencilBuffer:d.ignoreDepthValues===!1,storeMultisampledDepthBuffer:d.ignoreDepthValues===!1,storeMultisampledStencilBuffer:d.ignoreDepthValues===!1})}else{let Me={antialias:S.antialias,alpha:!0,depth:S.depth,stencil:S.stencil,framebufferScaleFactor:r};f=new XRWebGLLayer(s,t,Me),s.updateRenderState({baseLayer:f}),e.setPixelRatio(1),e.setSize(f.framebufferWidth,f.framebufferHeight,!1),b=new zi(f.framebufferWidth,f.framebufferHeight,{format:Wi,type:Gi,colorSpace:e.outputColorSpace,stencilBuffer:S.stencil,resolveDepthBuffer:f.ignoreDepthValues===!1,resolveStencilBuffer:f.ignoreDepthValues===!1,storeMultisampledDepthBuffer:f.ignoreDepthValues===!1,storeMultisampledStencilBuffer:f.ignoreDepthValues===!1})}b.isXRRenderTarget=!0,this.setFoveation(l),c=null,o=await s.requestReferenceSpace(a),$e.setContext(s),$e.start(),n.isPresenting=!0,n.dispatchEvent({type:"sessionstart"})}},this.getEnvironmentBlendMode=function(){if(s!==null)return s.environmentBlendMode},this.getDepthTexture=function(){return m.getDepthTexture()};function re(K){for(let xe=0;xe<K.removed.length;xe++){let Me=K.removed[xe],Ue=A.indexOf(Me);Ue>=0&&(A[Ue]=null,C[Ue].disconnect(Me))}for(let xe=0;xe<K.added.length;xe++){let Me=K.added[xe],Ue=A.indexOf(Me);if(Ue===-1){for(let Ze=0;Ze<C.length;Ze++)if(Ze>=A.length){A.push(Me),Ue=Ze;break}else if(A[Ze]===null){A[Ze]=Me,Ue=Ze;break}if(Ue===-1)break}let ve=C[Ue];ve&&ve.connect(Me)}}function $(K,xe){xe===null?K.matrixWorld.copy(K.matrix):K.matrixWorld.multiplyMatrices(xe.matrixWorld,K.matrix),K.matrixWorldInverse.copy(K.matrixWorld).invert()}this.updateCamera=function(K){if(s===null)return;let xe=K.near,Me=K.far;m.texture!==null&&(m.depthNear>0&&(xe=m.depthNear),m.depthFar>0&&(Me=m.depthFar)),j.near=F.near=U.near=xe,j.far=F.far=U.far=Me,(P!==j.near||Y!==j.far)&&(s.updateRenderState({depthNear:j.near,depthFar:j.far}),P=j.near,Y=j.far),j.layers.mask=K.layers.mask|6,U.layers.mask=j.layers.mask&-5,F.layers.mask=j.layers.mask&-3;let Ue=K.parent,ve=j.cameras;$(j,Ue);for(let Ze=0;Ze<ve.length;Ze++)$(ve[Ze],Ue);j.projectionMatrix.copy(U.projectionMatrix),j.projectionMatrixInverse.copy(U.projectionMatrixInverse),V===null&&K.isPerspectiveCamera&&(V={camera:K,fov:K.fov,zoom:K.zoom}),ie(K,j,Ue)};function ie(K,xe,Me){Me===null?K.matrix.copy(xe.matrixWorld):(K.matrix.copy(Me.matrixWorld),K.matrix.invert(),K.matrix.multiply(xe.matrixWorld)),K.matrix.decompose(K.position,K.quaternion,K.scale),K.updateMatrixWorld(!0),K.projectionMatrix.copy(xe.projectionMatrix),K.projectionMatrixInverse.copy(xe.projectionMatrixInverse),K.isPerspectiveCamera&&(K.fov=lo*2*Math.atan(1/K.projectionMatrix.elements[5]),K.zoom=1)}this.getCamera=function(){return j},this.getFoveation=function(){if(!(d===null&&f===null))return l},this.setFoveation=function(K){l=K,d!==null&&(d.fixedFoveation=K),f!==null&&f.fixedFoveation!==void 0&&(f.fixedFoveation=K)},this.hasDepthSensing=function(){return m.texture!==null},this.getDepthSensingMesh=function(){return m.getMesh(j)},this.getCameraTexture=function(K){return g[K]};let ne=null;function Re(K,xe){if(h=xe.getViewerPose(c||o),p=xe,h!==null){let Me=h.views;f!==null&&(e.setRenderTargetFramebuffer(b,f.framebuffer),e.setRenderTarget(b));let Ue=!1;Me.length!==j.cameras.length&&(j.cameras.length=0,Ue=!0);for(let Fe=0;Fe<Me.length;Fe++){let pt=Me[Fe],xt=null;if(f!==null)xt=f.getViewport(pt);else{let Jt=u.getViewSubImage(d,pt);xt=Jt.viewport,Fe===0&&(e.setRenderTargetTextures(b,Jt.colorTexture,Jt.depthStencilTexture),e.setRenderTarget(b))}let it=G[Fe];it===void 0&&(it=new mi,it.layers.enable(Fe),it.viewport=new gt,G[Fe]=it),it.matrix.fromArray(pt.transform.matrix),it.matrix.decompose(it.position,it.quaternion,it.scale),it.projectionMatrix.fromArray(pt.projectionMatrix),it.projectionMatrixInverse.copy(it.projectionMatrix).invert(),it.viewport.set(xt.x,xt.y,xt.width,xt.height),Fe===0&&(j.matrix.copy(it.matrix),j.matrix.decompose(j.position,j.quaternion,j.scale)),Ue===!0&&j.cameras.push(it)}let ve=s.enabledFeatures;if(ve&&ve.includes("depth-sensing")&&s.depthUsage=="gpu-optimized"&&y){u=n.getBinding();let Fe=u.getDepthInformation(Me[0]);Fe&&Fe.isValid&&Fe.texture&&m.init(Fe,s.renderState)}if(ve&&ve.includes("camera-access")&&y){e.state.unbindTexture(),u=n.getBinding();for(let Fe=0;Fe<Me.length;Fe++){let pt=Me[Fe].camera;if(pt){let xt=g[pt];xt||(xt=new Oa,g[pt]=xt);let it=u.getCameraImage(pt);xt.sourceTexture=it}}}}for(let Me=0;Me<C.length;Me++){let Ue=A[Me],ve=C[Me];Ue!==null&&ve!==void 0&&ve.update(Ue,xe,c||o)}ne&&ne(K,xe),xe.detectedPlanes&&n.dispatchEvent({type:"planesdetected",data:xe}),p=null}let $e=new fx;$e.setAnimationLoop(Re),this.setAnimationLoop=function(K){ne=K},this.dispose=function(){}}},zT=new rt,wx=new We;wx.set(-1,0,0,0,1,0,0,0,1);function VT(i,e){function t(m,g){m.matrixAutoUpdate===!0&&m.updateMatrix(),g.value.copy(m.matrix)}function n(m,g){g.color.getRGB(m.fogColor.value,kp(i)),g.isFog?(m.fogNear.value=g.near,m.fogFar.value=g.far):g.isFogExp2&&(m.fogDensity.value=g.density)}function s(m,g,S,E,b){g.isNodeMaterial?g.uniformsNeedUpdate=!1:g.isMeshBasicMaterial?r(m,g):g.isMeshLambertMaterial?(r(m,g),g.envMap&&(m.envMapIntensity.value=g.envMapIntensity)):g.isMeshToonMaterial?(r(m,g),u(m,g)):g.isMeshPhongMaterial?(r(m,g),h(m,g),g.envMap&&(m.envMapIntensity.value=g.envMapIntensity)):g.isMeshStandardMaterial?(r(m,g),d(m,g),g.isMeshPhysicalMaterial&&f(m,g,b)):g.isMeshMatcapMaterial?(r(m,g),p(m,g)):g.isMeshDepthMaterial?r(m,g):g.isMeshDistanceMaterial?(r(m,g),y(m,g)):g.isMeshNormalMaterial?r(m,g):g.isLineBasicMaterial?(o(m,g),g.isLineDashedMaterial&&a(m,g)):g.isPointsMaterial?l(m,g,S,E):g.isSpriteMaterial?c(m,g):g.isShadowMaterial?(m.color.value.copy(g.color),m.opacity.value=g.opacity):g.isShaderMaterial&&(g.uniformsNeedUpdate=!1)}function r(m,g){m.opacity.value=g.opacity,g.color&&m.diffuse.value.copy(g.color),g.emissive&&m.emissive.value.copy(g.emissive).multiplyScalar(g.emissiveIntensity),g.map&&(m.map.value=g.map,t(g.map,m.mapTransform)),g.alphaMap&&(m.alphaMap.value=g.alphaMap,t(g.alphaMap,m.alphaMapTransform)),g.bumpMap&&(m.bumpMap.value=g.bumpMap,t(g.bumpMap,m.bumpMapTransform),m.bumpScale.value=g.bumpScale,g.side===vi&&(m.bumpScale.value*=-1)),g.normalMap&&(m.normalMap.value=g.normalMap,t(g.normalMap,m.normalMapTransform),m.normalScale.value.copy(g.normalScale),g.side===vi&&m.normalScale.value.negate()),g.displacementMap&&(m.displacementMap.value=g.displacementMap,t(g.displacementMap,m.displacementMapTransform),m.displacementScale.value=g.displacementScale,m.displacementBias.value=g.displacementBias),g.emissiveMap&&(m.emissiveMap.value=g.emissiveMap,t(g.emissiveMap,m.emissiveMapTransform)),g.specularMap&&(m.specularMap.value=g.specularMap,t(g.specularMap,m.specularMapTransform)),g.alphaTest>0&&(m.alphaTest.value=g.alphaTest);let S=e.get(g),E=S.envMap,b=S.envMapRotation;E&&(m.envMap.value=E,m.envMapRotation.value.setFromMatrix4(zT.makeRotationFromEuler(b)).transpose(),E.isCubeTexture&&E.isRenderTargetTexture===!1&&m.envMapRotation.value.premultiply(wx),m.reflectivity.value=g.reflectivity,m.ior.value=g.ior,m.refractionRatio.value=g.refractionRatio),g.lightMap&&(m.lightMap.value=g.lightMap,m.lightMapIntensity.value=g.lightMapIntensity,t(g.lightMap,m.lightMapTransform)),g.aoMap&&(m.aoMap.value=g.aoMap,m.aoMapIntensity.value=g.aoMapIntensity,t(g.aoMap,m.aoMapTransform))}function o(m,g){m.diffuse.value.copy(g.color),m.opacity.value=g.opacity,g.map&&(m.map.value=g.map,t(g.map,m.mapTransform))}function a(m,g){m.dashSize.value=g.dashSize,m.totalSize.value=g.dashSize+g.gapSize,m.scale.value=g.scale}function l(m,g,S,E){m.diffuse.value.copy(g.color),m.opacity.value=g.opacity,m.size.value=g.size*S,m.scale.value=E*.5,g.map&&(m.map.value=g.map,t(g.map,m.uvTransform)),g.alphaMap&&(m.alphaMap.value=g.alphaMap,t(g.alphaMap,m.alphaMapTransform)),g.alphaTest>0&&(m.alphaTest.value=g.alphaTest)}function c(m,g){m.diffuse.value.copy(g.color),m.opacity.value=g.opacity,m.rotation.value=g.rotation,g.map&&(m.map.value=g.map,t(g.map,m.mapTransform)),g.alphaMap&&(m.alphaMap.value=g.alphaMap,t(g.alphaMap,m.alphaMapTransform)),g.alphaTest>0&&(m.alphaTest.value=g.alphaTest)}function h(m,g){m.specular.value.copy(g.specular),m.shininess.value=Math.max(g.shininess,1e-4)}function u(m,g){g.gradientMap&&(m.gradientMap.value=g.gradientMap)}function d(m,g){m.metalness.value=g.metalness,g.metalnessMap&&(m.metalnessMap.value=g.metalnessMap,t(g.metalnessMap,m.metalnessMapTransform)),m.roughness.value=g.roughness,g.roughnessMap&&(m.roughnessMap.value=g.roughnessMap,t(g.roughnessMap,m.roughnessMapTransform)),g.envMap&&(m.envMapIntensity.value=g.envMapIntensity)}function f(m,g,S){m.ior.value=g.ior,g.diffuseRoughness>0&&(m.diffuseRoughness.value=g.diffuseRoughness,g.diffuseRoughnessMap&&(m.diffuseRoughnessMap.value=g.diffuseRoughnessMap,t(g.diffuseRoughnessMap,m.diffuseRoughnessMapTransform))),g.sheen>0&&(m.sheenColor.value.copy(g.sheenColor).multiplyScalar(g.sheen),m.sheenRoughness.value=g.sheenRoughness,g.sheenColorMap&&(m.sheenColorMap.value=g.sheenColorMap,t(g.sheenColorMap,m.sheenColorMapTransform)),g.sheenRoughnessMap&&(m.sheenRoughnessMap.value=g.sheenRoughnessMap,t(g.sheenRoughnessMap,m.sheenRoughnessMapTransform))),g.clearcoat>0&&(m.clearcoat.value=g.clearcoat,m.clearcoatRoughness.value=g.clearcoatRoughness,g.clearcoatMap&&(m.clearcoatMap.value=g.clearcoatMap,t(g.clearcoatMap,m.clearcoatMapTransform)),g.clearcoatRoughnessMap&&(m.clearcoatRoughnessMap.value=g.clearcoatRoughnessMap,t(g.clearcoatRoughnessMap,m.clearcoatRoughnessMapTransform)),g.clearcoatNormalMap&&(m.clearcoatNormalMap.value=g.clearcoatNormalMap,t(g.clearcoatNormalMap,m.clearcoatNormalMapTransform),m.clearcoatNormalScale.value.copy(g.clearcoatNormalScale),g.side===vi&&m.clearcoatNormalScale.value.negate())),g.dispersion>0&&(m.dispersion.value=g.dispersion),g.retroreflectivity>0&&(m.retroreflectivity.value=g.retroreflectivity),g.iridescence>0&&(m.iridescence.value=g.iridescence,m.iridescenceIOR.value=g.iridescenceIOR,m.iridescenceThicknessMinimum.value=g.iridescenceThicknessMinimum,m.iridescenceThicknessMaximum.value=g.iridescenceThicknessMaximum,g.iridescenceMap&&(m.iridescenceMap.value=g.iridescenceMap,t(g.iridescenceMap,m.iridescenceMapTransform)),g.iridescenceThicknessMap&&(m.iridescenceThicknessMap.value=g.iridescenceThicknessMap,t(g.iridescenceThicknessMap,m.iridescenceThicknessMapTransform))),g.transmission>0&&(m.transmission.value=g.transmission,m.transmissionSamplerMap.value=S.texture,m.transmissionSamplerSize.value.set(S.width,S.height),g.transmissionMap&&(m.transmissionMap.value=g.transmissionMap,t(g.transmissionMap,m.transmissionMapTransform)),m.thickness.value=g.thickness,g.thicknessMap&&(m.thicknessMap.value=g.thicknessMap,t(g.thicknessMap,m.thicknessMapTransform)),m.attenuationDistance.value=g.attenuationDistance,m.attenuationColor.value.copy(g.attenuationColor)),g.anisotropy>0&&(m.anisotropyVector.value.set(g.anisotropy*Math.cos(g.anisotropyRotation),g.anisotropy*Math.sin(g.anisotropyRotation)),g.anisotropyMap&&(m.anisotropyMap.value=g.anisotropyMap,t(g.anisotropyMap,m.anisotropyMapTransform))),m.specularIntensity.value=g.specularIntensity,m.specularColor.value.copy(g.specularColor),g.specularColorMap&&(m.specularColorMap.value=g.specularColorMap,t(g.specularColorMap,m.specularColorMapTransform)),g.specularIntensityMap&&(m.specularIntensityMap.value=g.specularIntensityMap,t(g.specularIntensityMap,m.specularIntensityMapTransform))}function p(m,g){g.matcap&&(m.matcap.value=g.matcap)}function y(m,g){let S=e.get(g).light;m.referencePosition.value.setFromMatrixPosition(S.matrixWorld),m.nearDistance.value=S.shadow.camera.near,m.farDistance.value=S.shadow.camera.far}return{refreshFogUniforms:n,refreshMaterialUniforms:s}}function HT(i,e,t,n){let s={},r={};function o(S,E){let b=E.program;n.uniformBlockBinding(S,b,s[S.id])}function a(S,E){let b=s[S.id];b===void 0&&(p(S),b=l(S),s[S.id]=b,S.addEventListener("dispose",m));let C=E.program;n.updateUBOMapping(S,C);let A=e.render.frame;r[S.id]!==A&&(c(S),r[S.id]=A)}function l(S){let E=i.createBuffer(),b=S.__size,C=S.usage;return i.bindBuffer(i.UNIFORM_BUFFER,E),i.bufferData(i.UNIFORM_BUFFER,b,C),i.bindBuffer(i.UNIFORM_BUFFER,null),E}function c(S){let E=s[S.id],b=S.uniforms,C=S.__cache;i.bindBuffer(i.UNIFORM_BUFFER,E);for(let A=0,x=b.length;A<x;A++){let M=b[A];if(Array.isArray(M))for(let V=0,U=M.length;V<U;V++)h(M[V],A,V,C);else h(M,A,0,C)}i.bindBuffer(i.UNIFORM_BUFFER,null)}function h(S,E,b,C){if(d(S,E,b,C)===!0){let A=S.__offset,x=S.value;if(Array.isArray(x)){let M=0;for(let V=0;V<x.length;V++){let U=x[V],F=y(U,!0);u(U,S.__data,M),M+=F.storage/Float32Array.BYTES_PER_ELEMENT}}else u(x,S.__data,0);i.bufferSubData(i.UNIFORM_BUFFER,A,S.__data)}}function u(S,E,b){typeof S=="number"||typeof S=="boolean"?E[b]=S:S.isMatrix3?(E[b]=S.elements[0],E[b+1]=S.elements[1],E[b+2]=S.elements[2],E[b+3]=0,E[b+4]=S.elements[3],E[b+5]=S.elements[4],E[b+6]=S.elements[5],E[b+7]=0,E[b+8]=S.elements[6],E[b+9]=S.elements[7],E[b+10]=S.elements[8],E[b+11]=0):ArrayBuffer.isView(S)?E.set(S.subarray(0,E.length-b),b):S.toArray(E,b)}function d(S,E,b,C){let A=S.value,x=E+"_"+b;if(Array.isArray(A)){C[x]===void 0&&(C[x]=[]);let M=C[x],V=!1;for(let U=0;U<A.length;U++)f(A[U],M,U)===!0&&(V=!0);return V}return f(A,C,x)}function f(S,E,b){if(E[b]===void 0)return typeof S=="number"||typeof S=="boolean"?E[b]=S:ArrayBuffer.isView(S)?E[b]=S.slice():E[b]=S.clone(),!0;{let C=E[b];if(typeof S=="number"||typeof S=="boolean"){if(C!==S)return E[b]=S,!0}else{if(ArrayBuffer.isView(S))return!0;if(C.equals(S)===!1)return C.copy(S),!0}}return!1}function p(S){let E=S.uniforms,b=0,C=16;for(let x=0,M=E.length;x<M;x++){let V=Array.isArray(E[x])?E[x]:[E[x]];for(let U=0,F=V.length;U<F;U++){let G=V[U],j=Array.isArray(G.value)?G.value:[G.value],P=Array.isArray(E[x])||Array.isArray(G.value),Y=b;for(let W=0,re=j.length;W<re;W++){let $=j[W],ie=y($,P),ne=b%C,Re=ne%ie.boundary,$e=ne+Re;b+=Re,$e!==0&&C-$e<ie.storage&&(b+=C-$e),W===0&&(Y=b),b+=ie.storage}let Q=G.type==="int"?Int32Array:G.type==="uint"?Uint32Array:Float32Array;G.__data=new Q((b-Y)/Float32Array.BYTES_PER_ELEMENT),G.__offset=Y}}let A=b%C;return A>0&&(b+=C-A),S.__size=b,S.__cache={},this}function y(S,E){let b={boundary:0,storage:0};return typeof S=="number"||typeof S=="boolean"?(b.boundary=4,b.storage=4):S.isVector2?(b.boundary=8,b.storage=8):S.isVector3||S.isColor?(b.boundary=16,b.storage=12):S.isVector4?(b.boundary=16,b.storage=16):S.isMatrix3?(b.boundary=16,b.storage=48):S.isMatrix4?(b.boundary=16,b.storage=64):S.isTexture?Ne("WebGLRenderer: Texture samplers can not be part of an uniforms group."):ArrayBuffer.isView(S)?(b.boundary=16,b.storage=S.byteLength):Ne("WebGLRenderer: Unsupported uniform value type.",S),E===!0&&(b.boundary=16,b.storage=Math.ceil(b.storage/16)*16),b}function m(S){let E=S.target;E.removeEventListener("dispose",m),i.deleteBuffer(s[E.id]),delete s[E.id],delete r[E.id]}function g(){for(let S in s)i.deleteBuffer(s[S]);s={},r={}}return{bind:o,update:a,dispose:g}}var GT=new Uint16Array([12469,15057,12620,14925,13266,14620,13807,14376,14323,13990,14545,13625,14713,13328,14840,12882,14931,12528,14996,12233,15039,11829,15066,11525,15080,11295,15085,10976,15082,10705,15073,10495,13880,14564,13898,14542,13977,14430,14158,14124,14393,13732,14556,13410,14702,12996,14814,12596,14891,12291,14937,11834,14957,11489,14958,11194,14943,10803,14921,10506,14893,10278,14858,9960,14484,14039,14487,14025,14499,13941,14524,13740,14574,13468,14654,13106,14743,12678,14818,12344,14867,11893,14889,11509,14893,11180,14881,10751,14852,10428,14812,10128,14765,9754,14712,9466,14764,13480,14764,13475,14766,13440,14766,13347,14769,13070,14786,12713,14816,12387,14844,11957,14860,11549,14868,11215,14855,10751,14825,10403,14782,10044,14729,9651,14666,9352,14599,9029,14967,12835,14966,12831,14963,12804,14954,12723,14936,12564,14917,12347,14900,11958,14886,11569,14878,11247,14859,10765,14828,10401,14784,10011,14727,9600,14660,9289,14586,8893,14508,8533,15111,12234,15110,12234,15104,12216,15092,12156,15067,12010,15028,11776,14981,11500,14942,11205,14902,10752,14861,10393,14812,9991,14752,9570,14682,9252,14603,8808,14519,8445,14431,8145,15209,11449,15208,11451,15202,11451,15190,11438,15163,11384,15117,11274,15055,10979,14994,10648,14932,10343,14871,9936,14803,9532,14729,9218,14645,8742,14556,8381,14461,8020,14365,7603,15273,10603,15272,10607,15267,10619,15256,10631,15231,10614,15182,10535,15118,10389,15042,10167,14963,9787,14883,9447,14800,9115,14710,8665,14615,8318,14514,7911,14411,7507,14279,7198,15314,9675,15313,9683,15309,9712,15298,9759,15277,9797,15229,9773,15166,9668,15084,9487,14995,9274,14898,8910,14800,8539,14697,8234,14590,7790,14479,7409,14367,7067,14178,6621,15337,8619,15337,8631,15333,8677,15325,8769,15305,8871,15264,8940,15202,8909,15119,8775,15022,8565,14916,8328,14804,8009,14688,7614,14569,7287,14448,6888,14321,6483,14088,6171,15350,7402,15350,7419,15347,7480,15340,7613,15322,7804,15287,7973,15229,8057,15148,8012,15046,7846,14933,7611,14810,7357,14682,7069,14552,6656,14421,6316,14251,5948,14007,5528,15356,5942,15356,5977,15353,6119,15348,6294,15332,6551,15302,6824,15249,7044,15171,7122,15070,7050,14949,6861,14818,6611,14679,6349,14538,6067,14398,5651,14189,5311,13935,4958,15359,4123,15359,4153,15356,4296,15353,4646,15338,5160,15311,5508,15263,5829,15188,6042,15088,6094,14966,6001,14826,5796,14678,5543,14527,5287,14377,4985,14133,4586,13869,4257,15360,1563,15360,1642,15358,2076,15354,2636,15341,3350,15317,4019,15273,4429,15203,4732,15105,4911,14981,4932,14836,4818,14679,4621,14517,4386,14359,4156,14083,3795,13808,3437,15360,122,15360,137,15358,285,15355,636,15344,1274,15322,2177,15281,2765,15215,3223,15120,3451,14995,3569,14846,3567,14681,3466,14511,3305,14344,3121,14037,2800,13753,2467,15360,0,15360,1,15359,21,15355,89,15346,253,15325,479,15287,796,15225,1148,15133,1492,15008,1749,14856,1882,14685,1886,14506,1783,14324,1608,13996,1398,13702,1183]),Pn=null;function WT(){return Pn===null&&(Pn=new nr(GT,16,16,Os,_n),Pn.name="DFG_LUT",Pn.minFilter=gi,Pn.magFilter=gi,Pn.wrapS=Cn,Pn.wrapT=Cn,Pn.generateMipmaps=!1,Pn.needsUpdate=!0),Pn}var Vu=class{constructor(e={}){let{canvas:t=ky(),context:n=null,depth:s=!0,stencil:r=!1,alpha:o=!1,antialias:a=!1,premultipliedAlpha:l=!0,preserveDrawingBuffer:c=!1,powerPreference:h="default",failIfMajorPerformanceCaveat:u=!1,reversedDepthBuffer:d=!1,outputBufferType:f=Gi}=e;this.isWebGLRenderer=!0;let p;if(n!==null){if(typeof WebGLRenderingContext<"u"&&n instanceof WebGLRenderingContext)throw new Error("THREE.WebGLRenderer: WebGL 1 is not supported since r163.");p=n.getContextAttributes().alpha}else p=o;let y=f,m=new Set([ou,ru,su]),g=new Set([Gi,vn,So,lr,tu,iu]),S=new Uint32Array(4),E=new Int32Array(4),b={textures:[],min:[],max:[],resolution:[]},C=null,A=null,x=[],M=[],V=null;this.domElement=t,this.debug={checkShaderErrors:!0,diagnostics:{keywords:!1},onShaderError:null},this.autoClear=!0,this.autoClearColor=!0,this.autoClearDepth=!0,this.autoClearStencil=!0,this.sortObjects=!0,this.clippingPlanes=[],this.localClippingEnabled=!1,this.toneMapping=In,this.toneMappingExposure=1,this.transmissionResolutionScale=1;let U=this,F=!1,G=null,j=null,P=null,Y=null;this._outputColorSpace=Oi;let Q=0,W=0,re=null,$=-1,ie=null,ne=new gt,Re=new gt,$e=null,K=new Ge(0),xe=0,Me=t.width,Ue=t.height,ve=1,Ze=null,Ct=null,Fe=new gt(0,0,Me,Ue),pt=new gt(0,0,Me,Ue),xt=!1,it=new sr,Jt=new Nh,Ot=!1,bi=!1,Tt=new rt,bn=new D,Gt=new gt,qi={background:null,fog:null,environment:null,overrideMaterial:null,isScene:!0},ji=!1;function Zi(){return re===null?ve:1}let O=n;function Ki(_,I){return t.getContext(_,I)}let wt,Mt,ge,Ft,Oe,Xe,w,v,k,se,ee,le,fe,q,Z,he,R,J,X,ue,ae,ce,Pe;try{let _={alpha:!0,depth:s,stencil:r,antialias:a,premultipliedAlpha:l,preserveDrawingBuffer:c,powerPreference:h,failIfMajorPerformanceCaveat:u};if("setAttribute"in t&&t.setAttribute("data-engine",`three.js r${"187"}`),t.addEventListener("webglcontextlost",De,!1),t.addEventListener("webglcontextrestored",Ke,!1),t.addEventListener("webglcontextcreationerror",ye,!1),O===null){let I="webgl2";if(O=Ki(I,_),O===null)throw Ki(I)?new Error("THREE.WebGLRenderer: Error creating WebGL context with your selected attributes."):new Error("THREE.WebGLRenderer: Error creating WebGL context.")}Je()}catch(_){throw t.removeEventListener("webglcontextlost",De,!1),t.removeEventListener("webglcontextrestored",Ke,!1),t.removeEventListener("webglcontextcreationerror",ye,!1),ze("WebGLRenderer: "+_.message),_}function Je(){wt=new t1(O),wt.init(),ae=new FT(O,wt),Mt=new WM(O,wt,e,ae),ge=new UT(O,wt),Mt.reversedDepthBuffer&&d&&ge.buffers.depth.setReversed(!0),j=O.createFramebuffer(),P=O.createFramebuffer(),Y=O.createFramebuffer(),Ft=new s1(O),Oe=new bT,Xe=new OT(O,wt,ge,Oe,Mt,ae,Ft),w=new e1(U),v=new oS(O),ce=new HM(O,v),k=new i1(O,v,Ft,ce),se=new o1(O,k,v,ce,Ft),J=new r1(O,Mt,Xe),Z=new XM(Oe),ee=new _T(U,w,wt,Mt,ce,Z),le=new VT(U,Oe),fe=new wT,q=new RT(wt),R=new VM(U,w,ge,se,p,l),he=new NT(U,se,Mt),Pe=new HT(O,Ft,Mt,ge),X=new GM(O,wt,Ft),ue=new n1(O,wt,Ft),Ft.programs=ee.programs,U.capabilities=Mt,U.extensions=wt,U.properties=Oe,U.renderLists=fe,U.shadowMap=he,U.state=ge,U.info=Ft}y!==Gi&&(V=new l1(y,t.width,t.height,a,s,r));let oe=new Jp(U,O);this.xr=oe,this.getContext=function(){return O},this.getContextAttributes=function(){return O.getContextAttributes()},this.forceContextLoss=function(){let _=wt.get("WEBGL_lose_context");_&&_.loseContext()},this.forceContextRestore=function(){let _=wt.get("WEBGL_lose_context");_&&_.restoreContext()},this.getPixelRatio=function(){return ve},this.setPixelRatio=function(_){_!==void 0&&(ve=_,this.setSize(Me,Ue,!1))},this.getSize=function(_){return _.set(Me,Ue)},this.setSize=function(_,I,H=!0){if(oe.isPresenting){Ne("WebGLRenderer: Can't change size while VR device is presenting.");return}Me=_,Ue=I,t.width=Math.floor(_*ve),t.height=Math.floor(I*ve),H===!0&&(t.style.width=_+"px",t.style.height=I+"px"),V!==null&&V.setSize(t.width,t.height),this.setViewport(0,0,_,I)},this.getDrawingBufferSize=function(_){return _.set(Me*ve,Ue*ve).floor()},this.setDrawingBufferSize=function(_,I,H){Me=_,Ue=I,ve=H,t.width=Math.floor(_*H),t.height=Math.floor(I*H),this.setViewport(0,0,_,I)},this.setEffects=function(_){if(y===Gi){ze("WebGLRenderer: setEffects() requires outputBufferType set to HalfFloatType or FloatType.");return}if(_){for(let I=0;I<_.length;I++)if(_[I].isOutputPass===!0){Ne("WebGLRenderer: OutputPass is not needed in setEffects(). Tone mapping and color space conversion are applied automatically.");break}}V.setEffects(_||[])},this.getCurrentViewport=function(_){return _.copy(ne)},this.getViewport=function(_){return _.copy(Fe)},this.setViewport=function(_,I,H,B){_.isVector4?Fe.set(_.x,_.y,_.z,_.w):Fe.set(_,I,H,B),ge.viewport(ne.copy(Fe).multiplyScalar(Zi()).round())},this.getScissor=function(_){return _.copy(pt)},this.setScissor=function(_,I,H,B){_.isVector4?pt.set(_.x,_.y,_.z,_.w):pt.set(_,I,H,B),ge.scissor(Re.copy(pt).multiplyScalar(Zi()).round())},this.getScissorTest=function(){return xt},this.setScissorTest=function(_){ge.setScissorTest(xt=_)},this.setOpaqueSort=function(_){Ze=_},this.setTransparentSort=function(_){Ct=_},this.getClearColor=function(_){return _.copy(R.getClearColor())},this.setClearColor=function(){R.setClearColor(...arguments)},this.getClearAlpha=function(){return R.getClearAlpha()},this.setClearAlpha=function(){R.setClearAlpha(...arguments)},this.clear=function(_=!0,I=!0,H=!0){let B=0;if(_){let z=!1;if(re!==null){let pe=re.texture.format;z=m.has(pe)}if(z){let pe=re.texture.type,we=g.has(pe),de=R.getClearColor(),_e=R.getClearAlpha(),Ie=de.r,Ye=de.g,nt=de.b;we?(S[0]=Ie,S[1]=Ye,S[2]=nt,S[3]=_e,O.clearBufferuiv(O.COLOR,0,S)):(E[0]=Ie,E[1]=Ye,E[2]=nt,E[3]=_e,O.clearBufferiv(O.COLOR,0,E))}else B|=O.COLOR_BUFFER_BIT}I&&(B|=O.DEPTH_BUFFER_BIT,this.state.buffers.depth.setMask(!0)),H&&(B|=O.STENCIL_BUFFER_BIT,this.state.buffers.stencil.setMask(4294967295)),B!==0&&O.clear(B)},this.clearColor=function(){this.clear(!0,!1,!1)},this.clearDepth=function(){this.clear(!1,!0,!1)},this.clearStencil=function(){this.clear(!1,!1,!0)},this.setNodesHandler=function(_){_.setRenderer(this),G=_},this.dispose=function(){t.removeEventListener("webglcontextlost",De,!1),t.removeEventListener("webglcontextrestored",Ke,!1),t.removeEventListener("webglcontextcreationerror",ye,!1),R.dispose(),fe.dispose(),q.dispose(),Xe.dispose(),Oe.dispose(),w.dispose(),se.dispose(),k.dispose(),ce.dispose(),Pe.dispose(),ee.dispose(),oe.dispose(),oe.removeEventListener("sessionstart",ug),oe.removeEventListener("sessionend",dg),Gs.stop()};function De(_){_.preventDefault(),Ta("WebGLRenderer: Context Lost."),F=!0}function Ke(){Ta("WebGLRenderer: Context Restored."),F=!1;let _=Ft.autoReset,I=he.enabled,H=he.autoUpdate,B=he.needsUpdate,z=he.type;Je(),Ft.autoReset=_,he.enabled=I,he.autoUpdate=H,he.needsUpdate=B,he.type=z}function ye(_){ze("WebGLRenderer: A WebGL context could not be created. Reason: ",_.statusMessage)}function mt(_){let I=_.target;I.removeEventListener("dispose",mt),Wt(I)}function Wt(_){ys(_),Oe.remove(_)}function ys(_){let I=Oe.get(_).programs;I!==void 0&&(I.forEach(function(H){ee.releaseProgram(H)}),_.isShaderMaterial&&ee.releaseShaderCache(_))}this.renderBufferDirect=function(_,I,H,B,z,pe){I===null&&(I=qi);let we=z.isMesh&&z.matrixWorld.determinantAffine()<0,de=qv(_,I,H,B,z);ge.setMaterial(B,we);let _e=H.index,Ie=1;if(B.wireframe===!0){if(_e=k.getWireframeAttribute(H),_e===void 0)return;Ie=2}let Ye=H.drawRange,nt=H.attributes.position,Te=Ye.start*Ie,st=(Ye.start+Ye.count)*Ie;pe!==null&&(Te=Math.max(Te,pe.start*Ie),st=Math.min(st,(pe.start+pe.count)*Ie)),_e!==null?(Te=Math.max(Te,0),st=Math.min(st,_e.count)):nt!=null&&(Te=Math.max(Te,0),st=Math.min(st,nt.count));let Rt=st-Te;if(Rt<0||Rt===1/0)return;ce.setup(z,B,de,H,_e);let _t,vt=X;if(_e!==null&&(_t=v.get(_e),vt=ue,vt.setIndex(_t)),z.isMesh)B.wireframe===!0?(ge.setLineWidth(B.wireframeLinewidth*Zi()),vt.setMode(O.LINES)):vt.setMode(O.TRIANGLES);else if(z.isLine){let oi=B.linewidth;oi===void 0&&(oi=1),ge.setLineWidth(oi*Zi()),z.isLineSegments?vt.setMode(O.LINES):z.isLineLoop?vt.setMode(O.LINE_LOOP):vt.setMode(O.LINE_STRIP)}else z.isPoints?vt.setMode(O.POINTS):z.isSprite&&vt.setMode(O.TRIANGLES);if(z.isBatchedMesh)if(wt.get("WEBGL_multi_draw"))vt.renderMultiDraw(z._multiDrawStarts,z._multiDrawCounts,z._multiDrawCount);else{let oi=z._multiDrawStarts,Ee=z._multiDrawCounts,ui=z._multiDrawCount,ht=_e?v.get(_e).bytesPerElement:1,Ws=Oe.get(B).currentProgram.getUniforms();for(let ai=0;ai<ui;ai++)Ws.setValue(O,"_gl_DrawID",ai),vt.render(oi[ai]/ht,Ee[ai])}else if(z.isInstancedMesh)vt.renderInstances(Te,Rt,z.count);else if(H.isInstancedBufferGeometry){let oi=H._maxInstanceCount!==void 0?H._maxInstanceCount:1/0,Ee=Math.min(H.instanceCount,oi);vt.renderInstances(Te,Rt,Ee)}else vt.render(Te,Rt)};function hg(_,I,H,B){G!==null&&_.isNodeMaterial&&G.setObject(B,_),Ot===!0&&Z.setState(_,H,!1),_.transparent===!0&&_.side===on&&_.forceSinglePass===!1?(_.side=vi,_.needsUpdate=!0,Yo(_,I,B),_.side=Us,_.needsUpdate=!0,Yo(_,I,B),_.side=on):Yo(_,I,B)}this.compile=function(_,I,H=null){H===null&&(H=_),G!==null&&G.renderStart(_,I,H),A=q.get(H),A.init(I),M.push(A),H.traverseVisible(function(z){z.isLight&&z.layers.test(I.layers)&&(A.pushLight(z),z.castShadow&&A.pushShadow(z))}),_!==H&&_.traverseVisible(function(z){z.isLight&&z.layers.test(I.layers)&&(A.pushLight(z),z.castShadow&&A.pushShadow(z))}),A.setupLights(),G!==null&&G.updateLights(A.state.lightsArray),bi=this.localClippingEnabled,Ot=Z.init(this.clippingPlanes,bi),Ot===!0&&Z.setGlobalState(this.clippingPlanes,I),G!==null&&he.render(A.state.shadowsArray,H,I);let B=new Set;return _.traverse(function(z){if(!(z.isMesh||z.isPoints||z.isLine||z.isSprite))return;let pe=z.material;if(pe)if(Array.isArray(pe))for(let we=0;we<pe.length;we++){let de=pe[we];hg(de,H,I,z),B.add(de)}else hg(pe,H,I,z),B.add(pe)}),A=M.pop(),G!==null&&G.renderEnd(),B},this.compileAsync=function(_,I,H=null){let B=this.compile(_,I,H);return new Promise(z=>{function pe(){if(B.forEach(function(we){let _e=Oe.get(we).currentProgram;(_e===void 0||_e.isReady())&&B.delete(we)}),B.size===0){z(_);return}setTimeout(pe,10)}wt.get("KHR_parallel_shader_compile")!==null?pe():setTimeout(pe,10)})};let qd=null;function $v(_){qd&&qd(_)}function ug(){Gs.stop()}function dg(){Gs.start()}let Gs=new fx;Gs.setAnimationLoop($v),typeof self<"u"&&Gs.setContext(self),this.setAnimationLoop=function(_){qd=_,oe.setAnimationLoop(_),_===null?Gs.stop():Gs.start()},oe.addEventListener("sessionstart",ug),oe.addEventListener("sessionend",dg),this.render=function(_,I){if(I!==void 0&&I.isCamera!==!0){ze("WebGLRenderer.render: camera is not an instance of THREE.Camera.");return}if(F===!0)return;G!==null&&G.renderStart(_,I);let H=oe.enabled===!0&&oe.isPresenting===!0,B=V!==null&&(re===null||H)&&V.begin(U,re);if(_.matrixWorldAutoUpdate===!0&&_.updateMatrixWorld(),I.parent===null&&I.matrixWorldAutoUpdate===!0&&I.updateMatrixWorld(),oe.enabled===!0&&oe.isPresenting===!0&&(V===null||V.isCompositing()===!1)&&(oe.cameraAutoUpdate===!0&&oe.updateCamera(I),I=oe.getCamera()),_.isScene===!0&&_.onBeforeRender(U,_,I,re),A=q.get(_,M.length),A.init(I),A.state.textureUnits=Xe.getTextureUnits(),M.push(A),Tt.multiplyMatrices(I.projectionMatrix,I.matrixWorldInverse),I.isArrayCamera?Jt.setFromArrayCamera(I):it.setFromProjectionMatrix(Tt,sn,I.reversedDepth),bi=this.localClippingEnabled,Ot=Z.init(this.clippingPlanes,bi),C=fe.get(_,x.length),C.init(),x.push(C),this.info.render.frame++,oe.enabled===!0&&oe.isPresenting===!0){let we=U.xr.getDepthSensingMesh();we!==null&&jd(we,I,-1/0,U.sortObjects)}jd(_,I,0,U.sortObjects),C.finish(),G!==null&&G.updateLights(A.state.lightsArray),U.sortObjects===!0&&C.sort(Ze,Ct),ji=oe.enabled===!1||oe.isPresenting===!1||oe.hasDepthSensing()===!1,ji&&R.addToRenderList(C,_),this.info.autoReset===!0&&this.info.reset(),Ot===!0&&Z.beginShadows();let z=A.state.shadowsArray;if(he.render(z,_,I),Ot===!0&&Z.endShadows(),(B&&V.hasRenderPass())===!1){let we=C.opaque,de=C.transmissive;if(A.setupLights(),I.isArrayCamera){let _e=I.cameras;if(de.length>0)for(let Ie=0,Ye=_e.length;Ie<Ye;Ie++){let nt=_e[Ie];pg(we,de,_,nt)}ji&&R.render(_);for(let Ie=0,Ye=_e.length;Ie<Ye;Ie++){let nt=_e[Ie];fg(C,_,nt,nt.viewport)}}else de.length>0&&pg(we,de,_,I),ji&&R.render(_),fg(C,_,I)}re!==null&&W===0&&(Xe.updateMultisampleRenderTarget(re),Xe.updateRenderTargetMipmap(re)),B&&V.end(U),_.isScene===!0&&_.onAfterRender(U,_,I),ce.resetDefaultState(),$=-1,ie=null,M.pop(),M.length>0?(A=M[M.length-1],Xe.setTextureUnits(A.state.textureUnits),Ot===!0&&Z.setGlobalState(U.clippingPlanes,A.state.camera)):A=null,x.pop(),x.length>0?C=x[x.length-1]:C=null,G!==null&&G.renderEnd()};function jd(_,I,H,B){if(_.visible===!1)return;if(_.layers.test(I.layers)){if(_.isGroup)H=_.renderOrder;else if(_.isLOD)_.autoUpdate===!0&&_.update(I);else if(_.isLight)A.pushLight(_),_.castShadow&&A.pushShadow(_);else if(_.isSprite){let we=I.isArrayCamera?Jt:it;if(!_.frustumCulled||_.intersectsFrustum(we)){B&&Gt.setFromMatrixPosition(_.matrixWorld).applyMatrix4(Tt);let de=se.update(_),_e=_.material;_e.visible&&C.push(_,de,_e,H,Gt.z,null,I)}}else if(_.isMesh||_.isLine||_.isPoints){let we=I.isArrayCamera?Jt:it;if(!_.frustumCulled||_.intersectsFrustum(we)){let de=se.update(_),_e=_.material;if(B&&(_.boundingSphere!==void 0?(_.boundingSphere===null&&_.computeBoundingSphere(),Gt.copy(_.boundingSphere.center)):(de.boundingSphere===null&&de.computeBoundingSphere(),Gt.copy(de.boundingSphere.center)),Gt.applyMatrix4(_.matrixWorld).applyMatrix4(Tt)),Array.isArray(_e)){let Ie=de.groups;for(let Ye=0,nt=Ie.length;Ye<nt;Ye++){let Te=Ie[Ye],st=_e[Te.materialIndex];st&&st.visible&&C.push(_,de,st,H,Gt.z,Te,I)}}else _e.visible&&C.push(_,de,_e,H,Gt.z,null,I)}}}let pe=_.children;for(let we=0,de=pe.length;we<de;we++)jd(pe[we],I,H,B)}function fg(_,I,H,B){let{opaque:z,transmissive:pe,transparent:we}=_;A.setupLightsView(H),Ot===!0&&Z.setGlobalState(U.clippingPlanes,H),B&&ge.viewport(ne.copy(B)),z.length>0&&Ol(z,I,H),pe.length>0&&Ol(pe,I,H),we.length>0&&Ol(we,I,H),ge.buffers.depth.setTest(!0),ge.buffers.depth.setMask(!0),ge.buffers.color.setMask(!0),ge.setPolygonOffset(!1)}function pg(_,I,H,B){if((H.isScene===!0?H.overrideMaterial:null)!==null)return;if(A.state.transmissionRenderTarget[B.id]===void 0){let Te=wt.has("EXT_color_buffer_half_float")||wt.has("EXT_color_buffer_float");A.state.transmissionRenderTarget[B.id]=new zi(1,1,{generateMipmaps:!0,type:Te?_n:Gi,minFilter:ls,samples:Math.max(4,Mt.samples),stencilBuffer:r,resolveDepthBuffer:!1,resolveStencilBuffer:!1,storeMultisampledDepthBuffer:!1,storeMultisampledStencilBuffer:!1,colorSpace:tt.workingColorSpace})}let pe=A.state.transmissionRenderTarget[B.id],we=B.viewport||ne;pe.setSize(we.z*U.transmissionResolutionScale,we.w*U.transmissionResolutionScale);let de=U.getRenderTarget(),_e=U.getActiveCubeFace(),Ie=U.getActiveMipmapLevel();U.setRenderTarget(pe),U.getClearColor(K),xe=U.getClearAlpha(),xe<1&&U.setClearColor(16777215,.5),U.clear(),ji&&R.render(H);let Ye=U.toneMapping;U.toneMapping=In;let nt=B.viewport;if(B.viewport!==void 0&&(B.viewport=void 0),A.setupLightsView(B),Ot===!0&&Z.setGlobalState(U.clippingPlanes,B),Ol(_,H,B),Xe.updateMultisampleRenderTarget(pe),Xe.updateRenderTargetMipmap(pe),wt.has("WEBGL_multisampled_render_to_texture")===!1){let Te=!1;for(let st=0,Rt=I.length;st<Rt;st++){let _t=I[st],{object:vt,geometry:oi,material:Ee,group:ui}=_t;if(Ee.side===on&&vt.layers.test(B.layers)){let ht=Ee.side;Ee.side=vi,Ee.needsUpdate=!0,mg(vt,H,B,oi,Ee,ui),Ee.side=ht,Ee.needsUpdate=!0,Te=!0}}Te===!0&&(Xe.updateMultisampleRenderTarget(pe),Xe.updateRenderTargetMipmap(pe))}U.setRenderTarget(de,_e,Ie),U.setClearColor(K,xe),nt!==void 0&&(B.viewport=nt),U.toneMapping=Ye}function Ol(_,I,H){let B=I.isScene===!0?I.overrideMaterial:null;for(let z=0,pe=_.length;z<pe;z++){let we=_[z],{object:de,geometry:_e,group:Ie}=we,Ye=we.material;Ye.allowOverride===!0&&B!==null&&(Ye=B),de.layers.test(H.layers)&&mg(de,I,H,_e,Ye,Ie)}}function mg(_,I,H,B,z,pe){G!==null&&z.isNodeMaterial&&G.setObject(_,z),_.onBeforeRender(U,I,H,B,z,pe),_.modelViewMatrix.multiplyMatrices(H.matrixWorldInverse,_.matrixWorld),_.normalMatrix.getNormalMatrix(_.modelViewMatrix),z.onBeforeRender(U,I,H,B,_,pe),z.transparent===!0&&z.side===on&&z.forceSinglePass===!1?(z.side=vi,z.needsUpdate=!0,U.renderBufferDirect(H,I,B,z,_,pe),z.side=Us,z.needsUpdate=!0,U.renderBufferDirect(H,I,B,z,_,pe),z.side=on):U.renderBufferDirect(H,I,B,z,_,pe),_.onAfterRender(U,I,H,B,z,pe)}function gg(_){let I=0;for(let H of _)H.texture!==null&&I++;return I}function Yo(_,I,H){I.isScene!==!0&&(I=qi);let B=Oe.get(_),z=A.state.lights,pe=A.state.shadowsArray,we=z.state.version,de=ee.getParameters(_,z.state,pe,I,H,A.state.lightProbeGridArray),_e=ee.getProgramCacheKey(de),Ie=B.programs;B.environment=_.isMeshStandardMaterial||_.isMeshLambertMaterial||_.isMeshPhongMaterial?I.environment:null,B.fog=I.fog;let Ye=_.isMeshStandardMaterial||_.isMeshLambertMaterial&&!_.envMap||_.isMeshPhongMaterial&&!_.envMap;B.envMap=w.get(_.envMap||B.environment,Ye),B.envMapRotation=B.environment!==null&&_.envMap===null?I.environmentRotation:_.envMapRotation,Ie===void 0&&(_.addEventListener("dispose",mt),Ie=new Map,B.programs=Ie,B.programVariants=new Map);let nt=Ie.get(_e);if(nt!==void 0){if(B.currentProgram===nt&&B.lightsStateVersion===we)return xg(_,de),nt}else de.uniforms=ee.getUniforms(_),G!==null&&_.isNodeMaterial&&G.build(_,H,de),_.onBeforeCompile(de,U),nt=ee.acquireProgram(de,_e),Ie.set(_e,nt),B.uniforms=de.uniforms;let Te=B.uniforms;return(!_.isShaderMaterial&&!_.isRawShaderMaterial||_.clipping===!0)&&(Te.clippingPlanes=Z.uniform),xg(_,de),B.needsLights=Zv(_),B.lightsStateVersion=we,B.needsLights&&(Te.ambientLightColor.value=z.state.ambient,Te.lightProbe.value=z.state.probe,Te.sunLights.value=z.state.sun,Te.sunLightShadows.value=z.state.sunShadow,Te.directionalLights.value=z.state.directional,Te.directionalLightShadows.value=z.state.directionalShadow,Te.spotLights.value=z.state.spot,Te.spotLightShadows.value=z.state.spotShadow,Te.rectAreaLights.value=z.state.rectArea,Te.ltc_1.value=z.state.rectAreaLTC1,Te.ltc_2.value=z.state.rectAreaLTC2,Te.pointLights.value=z.state.point,Te.pointLightShadows.value=z.state.pointShadow,Te.hemisphereLights.value=z.state.hemi,Te.sunShadowMatrix.value=z.state.sunShadowMatrix,Te.sunShadowCascade.value=z.state.sunShadowCascade,Te.directionalShadowMatrix.value=z.state.directionalShadowMatrix,Te.spotLightMatrix.value=z.state.spotLightMatrix,Te.spotLightMap.value=z.state.spotLightMap,Te.pointShadowMatrix.value=z.state.pointShadowMatrix),B.numLightProbeGrids=gg(A.state.lightProbeGridArray),B.currentProgram=nt,B.uniformsList=null,nt}function Yv(_,I,H,B,z){let pe=Oe.get(_),we=pe.currentProgram.id+","+B+","+z,de=pe.programVariants.get(we);return de===void 0?(de=Yo(_,I,H),pe.programVariants.set(we,de)):(pe.currentProgram=de,pe.uniformsList=null,pe.outputColorSpace=B,pe.toneMapping=z),de}function yg(_){if(_.uniformsList===null){let I=_.currentProgram.getUniforms();_.uniformsList=Mo.seqWithValue(I.seq,_.uniforms)}return _.uniformsList}function xg(_,I){let H=Oe.get(_);H.outputColorSpace=I.outputColorSpace,H.batching=I.batching,H.batchingColor=I.batchingColor,H.instancing=I.instancing,H.instancingColor=I.instancingColor,H.instancingMorph=I.instancingMorph,H.skinning=I.skinning,H.morphTargets=I.morphTargets,H.morphNormals=I.morphNormals,H.morphColors=I.morphColors,H.morphTargetsCount=I.morphTargetsCount,H.numClippingPlanes=I.numClippingPlanes,H.numIntersection=I.numClipIntersection,H.vertexAlphas=I.vertexAlphas,H.vertexTangents=I.vertexTangents,H.toneMapping=I.toneMapping}function qv(_,I,H,B,z){I.isScene!==!0&&(I=qi),Xe.resetTextureUnits();let pe=I.fog,we=B.isMeshStandardMaterial||B.isMeshLambertMaterial||B.isMeshPhongMaterial?I.environment:null,de=re===null?U.outputColorSpace:re.isXRRenderTarget===!0?re.texture.colorSpace:tt.workingColorSpace,_e=B.isMeshStandardMaterial||B.isMeshLambertMaterial&&!B.envMap||B.isMeshPhongMaterial&&!B.envMap,Ie=w.get(B.envMap||we,_e),Ye=B.vertexColors===!0&&!!H.attributes.color&&H.attributes.color.itemSize===4,nt=!!H.attributes.tangent&&(!!B.normalMap||B.anisotropy>0),Te=!!H.morphAttributes.position,st=!!H.morphAttributes.normal,Rt=!!H.morphAttributes.color,_t=In;B.toneMapped&&(re===null||re.isXRRenderTarget===!0)&&(_t=U.toneMapping);let vt=H.morphAttributes.position||H.morphAttributes.normal||H.morphAttributes.color,oi=vt!==void 0?vt.length:0,Ee=Oe.get(B),ui=A.state.lights;if(Ot===!0&&(bi===!0||_!==ie)){let Et=_===ie&&B.id===$;Z.setState(B,_,Et)}let ht=!1,Ws=!1;B.version===Ee.__version?Ee.needsLights&&Ee.lightsStateVersion!==ui.state.version||z.isBatchedMesh&&Ee.batching===!1||!z.isBatchedMesh&&Ee.batching===!0||z.isBatchedMesh&&Ee.batchingColor===!0&&z._colorsTexture===null||z.isBatchedMesh&&Ee.batchingColor===!1&&z._colorsTexture!==null||z.isInstancedMesh&&Ee.instancing===!1||!z.isInstancedMesh&&Ee.instancing===!0||z.isSkinnedMesh&&Ee.skinning===!1||!z.isSkinnedMesh&&Ee.skinning===!0||z.isInstancedMesh&&Ee.instancingColor===!0&&z.instanceColor===null||z.isInstancedMesh&&Ee.instancingColor===!1&&z.instanceColor!==null||z.isInstancedMesh&&Ee.instancingMorph===!0&&z.morphTexture===null||z.isInstancedMesh&&Ee.instancingMorph===!1&&z.morphTexture!==null||Ee.envMap!==Ie||B.fog===!0&&Ee.fog!==pe||Ee.numClippingPlanes!==void 0&&(Ee.numClippingPlanes!==Z.numPlanes||Ee.numIntersection!==Z.numIntersection)||Ee.vertexAlphas!==Ye||Ee.vertexTangents!==nt||Ee.morphTargets!==Te||Ee.morphNormals!==st||Ee.morphColors!==Rt||Ee.morphTargetsCount!==oi||Ee.numLightProbeGrids!==gg(A.state.lightProbeGridArray)?ht=!0:(Ee.outputColorSpace!==de||Ee.toneMapping!==_t)&&(Ws=!0):(ht=!0,Ee.__version=B.version);let ai=Ee.currentProgram;(ht===!0||Ws===!0)&&(ai=Ws===!0?Yv(B,I,z,de,_t):Yo(B,I,z),G&&B.isNodeMaterial&&G.onUpdateProgram(B,ai,Ee));let Fl=!1,xs=!1,Xs=!1,lt=ai.getUniforms(),Qt=Ee.uniforms;if(ge.useProgram(ai.program)&&(Fl=!0,xs=!0,Xs=!0),B.id!==$&&($=B.id,xs=!0),Fl||ie!==_){ge.buffers.depth.getReversed()&&_.reversedDepth!==!0&&(_._reversedDepth=!0,_.updateProjectionMatrix()),lt.setValue(O,"projectionMatrix",_.projectionMatrix),lt.setValue(O,"viewMatrix",_.matrixWorldInverse);let Xt=lt.map.cameraPosition;Xt!==void 0&&Xt.setValue(O,bn.setFromMatrixPosition(_.matrixWorld)),Mt.logarithmicDepthBuffer&&lt.setValue(O,"logDepthBufFC",2/(Math.log(_.far+1)/Math.LN2)),(B.isMeshPhongMaterial||B.isMeshToonMaterial||B.isMeshLambertMaterial||B.isMeshBasicMaterial||B.isMeshStandardMaterial||B.isShaderMaterial)&&lt.setValue(O,"isOrthographic",_.isOrthographicCamera===!0),ie!==_&&(ie=_,xs=!0,Xs=!0)}if(Ee.needsLights&&(ui.state.sunShadowMap.length>0&&lt.setValue(O,"sunShadowMap",ui.state.sunShadowMap,Xe),ui.state.directionalShadowMap.length>0&&lt.setValue(O,"directionalShadowMap",ui.state.directionalShadowMap,Xe),ui.state.spotShadowMap.length>0&&lt.setValue(O,"spotShadowMap",ui.state.spotShadowMap,Xe),ui.state.pointShadowMap.length>0&&lt.setValue(O,"pointShadowMap",ui.state.pointShadowMap,Xe)),z.isSkinnedMesh){lt.setOptional(O,z,"bindMatrix"),lt.setOptional(O,z,"bindMatrixInverse");let Et=z.skeleton;Et&&(Et.boneTexture===null&&Et.computeBoneTexture(),lt.setValue(O,"boneTexture",Et.boneTexture,Xe))}z.isBatchedMesh&&(lt.setOptional(O,z,"batchingTexture"),lt.setValue(O,"batchingTexture",z._matricesTexture,Xe),lt.setOptional(O,z,"batchingIdTexture"),lt.setValue(O,"batchingIdTexture",z._indirectTexture,Xe),lt.setOptional(O,z,"batchingColorTexture"),z._colorsTexture!==null&&lt.setValue(O,"batchingColorTexture",z._colorsTexture,Xe));let hn=H.morphAttributes;if((hn.position!==void 0||hn.normal!==void 0||hn.color!==void 0)&&J.update(z,H,ai),(xs||Ee.receiveShadow!==z.receiveShadow)&&(Ee.receiveShadow=z.receiveShadow,lt.setValue(O,"receiveShadow",z.receiveShadow)),(B.isMeshStandardMaterial||B.isMeshLambertMaterial||B.isMeshPhongMaterial)&&B.envMap===null&&I.environment!==null&&(Qt.envMapIntensity.value=I.environmentIntensity),Qt.dfgLUT!==void 0&&(Qt.dfgLUT.value=WT()),xs){if(lt.setValue(O,"toneMappingExposure",U.toneMappingExposure),Ee.needsLights&&jv(Qt,Xs),pe&&B.fog===!0&&le.refreshFogUniforms(Qt,pe),le.refreshMaterialUniforms(Qt,B,ve,Ue,A.state.transmissionRenderTarget[_.id]),Ee.needsLights&&Ee.numLightProbeGrids>0){let Et=b,Xt=0;for(let Gn of A.state.lightProbeGridArray)Gn.texture!==null&&(Et.textures[Xt]=Gn.texture,Et.min[Xt]=Gn.boundingBox.min,Et.max[Xt]=Gn.boundingBox.max,Et.resolution[Xt]=Gn.resolution,Xt++);for(let Gn in Et)Et[Gn].length=Xt;Qt.probesSH.value=Et.textures,Qt.probesMin.value=Et.min,Qt.probesMax.value=Et.max,Qt.probesResolution.value=Et.resolution}Mo.upload(O,yg(Ee),Qt,Xe)}if(B.isShaderMaterial&&B.uniformsNeedUpdate===!0&&(Mo.upload(O,yg(Ee),Qt,Xe),B.uniformsNeedUpdate=!1),B.isSpriteMaterial&&lt.setValue(O,"center",z.center),lt.setValue(O,"modelViewMatrix",z.modelViewMatrix),lt.setValue(O,"normalMatrix",z.normalMatrix),lt.setValue(O,"modelMatrix",z.matrixWorld),B.uniformsGroups!==void 0){let Et=B.uniformsGroups;for(let Xt=0,Gn=Et.length;Xt<Gn;Xt++){let _g=Et[Xt];Pe.update(_g,ai),Pe.bind(_g,ai)}}return ai}function jv(_,I){_.ambientLightColor.needsUpdate=I,_.lightProbe.needsUpdate=I,_.sunLights.needsUpdate=I,_.sunLightShadows.needsUpdate=I,_.directionalLights.needsUpdate=I,_.directionalLightShadows.needsUpdate=I,_.pointLights.needsUpdate=I,_.pointLightShadows.needsUpdate=I,_.spotLights.needsUpdate=I,_.spotLightShadows.needsUpdate=I,_.rectAreaLights.needsUpdate=I,_.hemisphereLights.needsUpdate=I}function Zv(_){return _.isMeshLambertMaterial||_.isMeshToonMaterial||_.isMeshPhongMaterial||_.isMeshStandardMaterial||_.isShadowMaterial||_.isShaderMaterial&&_.lights===!0}this.getActiveCubeFace=function(){return Q},this.getActiveMipmapLevel=function(){return W},this.getRenderTarget=function(){return re},this.setRenderTargetTextures=function(_,I,H){let B=Oe.get(_);B.__autoAllocateDepthBuffer=_.resolveDepthBuffer===!1,B.__autoAllocateDepthBuffer===!1&&(B.__useRenderToTexture=!1),Oe.get(_.texture).__webglTexture=I,Oe.get(_.depthTexture).__webglTexture=B.__autoAllocateDepthBuffer?void 0:H,B.__hasExternalTextures=!0},this.setRenderTargetFramebuffer=function(_,I){let H=Oe.get(_);H.__webglFramebuffer=I,H.__useDefaultFramebuffer=I===void 0},this.setRenderTarget=function(_,I=0,H=0){re=_,Q=I,W=H;let B=null,z=!1,pe=!1;if(_){let de=Oe.get(_);if(de.__useDefaultFramebuffer!==void 0){ge.bindFramebuffer(O.FRAMEBUFFER,de.__webglFramebuffer),ne.copy(_.viewport),Re.copy(_.scissor),$e=_.scissorTest,ge.viewport(ne),ge.scissor(Re),ge.setScissorTest($e),$=-1;return}else if(de.__webglFramebuffer===void 0)Xe.setupRenderTarget(_);else if(de.__hasExternalTextures)Xe.rebindTextures(_,Oe.get(_.texture).__webglTexture,Oe.get(_.depthTexture).__webglTexture);else if(_.depthBuffer){let Ye=_.depthTexture;if(de.__boundDepthTexture!==Ye){if(Ye!==null&&Oe.has(Ye)&&(_.width!==Ye.image.width||_.height!==Ye.image.height))throw new Error("THREE.WebGLRenderer: Attached DepthTexture is initialized to the incorrect size.");Xe.setupDepthRenderbuffer(_)}}let _e=_.texture;(_e.isData3DTexture||_e.isDataArrayTexture||_e.isCompressedArrayTexture)&&(pe=!0);let Ie=Oe.get(_).__webglFramebuffer;_.isWebGLCubeRenderTarget?(Array.isArray(Ie[I])?B=Ie[I][H]:B=Ie[I],z=!0):_.samples>0&&Xe.useMultisampledRTT(_)===!1?B=Oe.get(_).__webglMultisampledFramebuffer:Array.isArray(Ie)?B=Ie[H]:B=Ie,ne.copy(_.viewport),Re.copy(_.scissor),$e=_.scissorTest}else ne.copy(Fe).multiplyScalar(ve).floor(),Re.copy(pt).multiplyScalar(ve).floor(),$e=xt;if(H!==0&&(B=j),ge.bindFramebuffer(O.FRAMEBUFFER,B)&&ge.drawBuffers(_,B),ge.viewport(ne),ge.scissor(Re),ge.setScissorTest($e),z){let de=Oe.get(_.texture);O.framebufferTexture2D(O.FRAMEBUFFER,O.COLOR_ATTACHMENT0,O.TEXTURE_CUBE_MAP_POSITIVE_X+I,de.__webglTexture,H)}else if(pe){let de=I;for(let _e=0;_e<_.textures.length;_e++){let Ie=Oe.get(_.textures[_e]);O.framebufferTextureLayer(O.FRAMEBUFFER,O.COLOR_ATTACHMENT0+_e,Ie.__webglTexture,H,de)}}else if(_!==null&&H!==0){let de=Oe.get(_.texture);O.framebufferTexture2D(O.FRAMEBUFFER,O.COLOR_ATTACHMENT0,O.TEXTURE_2D,de.__webglTexture,H)}$=-1};function vg(_){let I=Oe.get(_);return(I.__readFormat!==_.format||I.__readType!==_.type)&&(I.__readFormat=_.format,I.__readType=_.type,I.__formatReadable=Mt.textureFormatReadable(_.format),I.__typeReadable=Mt.textureTypeReadable(_.type)),I}this.readRenderTargetPixels=function(_,I,H,B,z,pe,we,de=0){if(!(_&&_.isWebGLRenderTarget)){ze("WebGLRenderer.readRenderTargetPixels: renderTarget is not THREE.WebGLRenderTarget.");return}let _e=Oe.get(_).__webglFramebuffer;if(_.isWebGLCubeRenderTarget&&we!==void 0&&(_e=_e[we],Array.isArray(_e)&&(_e=_e[0])),_e){ge.bindFramebuffer(O.FRAMEBUFFER,_e);try{let Ie=_.textures[de],Ye=Ie.format,nt=Ie.type;_.textures.length>1&&O.readBuffer(O.COLOR_ATTACHMENT0+de);let Te=vg(Ie);if(Te.__formatReadable===!1){ze("WebGLRenderer.readRenderTargetPixels: renderTarget is not in RGBA or implementation defined format.");return}if(Te.__typeReadable===!1){ze("WebGLRenderer.readRenderTargetPixels: renderTarget is not in UnsignedByteType or implementation defined type.");return}I>=0&&I<=_.width-B&&H>=0&&H<=_.height-z&&O.readPixels(I,H,B,z,ae.convert(Ye),ae.convert(nt),pe)}finally{let Ie=re!==null?Oe.get(re).__webglFramebuffer:null;ge.bindFramebuffer(O.FRAMEBUFFER,Ie)}}},this.readRenderTargetPixelsAsync=async function(_,I,H,B,z,pe,we,de=0){if(!(_&&_.isWebGLRenderTarget))throw new Error("THREE.WebGLRenderer.readRenderTargetPixels: renderTarget is not THREE.WebGLRenderTarget.");let _e=Oe.get(_).__webglFramebuffer;if(_.isWebGLCubeRenderTarget&&we!==void 0&&(_e=_e[we],Array.isArray(_e)&&(_e=_e[0])),_e)if(I>=0&&I<=_.width-B&&H>=0&&H<=_.height-z){ge.bindFramebuffer(O.FRAMEBUFFER,_e);let Ie=_.textures[de],Ye=Ie.format,nt=Ie.type;_.textures.length>1&&O.readBuffer(O.COLOR_ATTACHMENT0+de);let Te=vg(Ie);if(Te.__formatReadable===!1)throw new Error("THREE.WebGLRenderer.readRenderTargetPixelsAsync: renderTarget is not in RGBA or implementation defined format.");if(Te.__typeReadable===!1)throw new Error("THREE.WebGLRenderer.readRenderTargetPixelsAsync: renderTarget is not in UnsignedByteType or implementation defined type.");let st=O.createBuffer();O.bindBuffer(O.PIXEL_PACK_BUFFER,st),O.bufferData(O.PIXEL_PACK_BUFFER,pe.byteLength,O.STREAM_READ),O.readPixels(I,H,B,z,ae.convert(Ye),ae.convert(nt),0),O.bindBuffer(O.PIXEL_PACK_BUFFER,null);let Rt=re!==null?Oe.get(re).__webglFramebuffer:null;ge.bindFramebuffer(O.FRAMEBUFFER,Rt);let _t=O.fenceSync(O.SYNC_GPU_COMMANDS_COMPLETE,0);return O.flush(),await Vy(O,_t,4),O.bindBuffer(O.PIXEL_PACK_BUFFER,st),O.getBufferSubData(O.PIXEL_PACK_BUFFER,0,pe),O.bindBuffer(O.PIXEL_PACK_BUFFER,null),O.deleteBuffer(st),O.deleteSync(_t),pe}else throw new Error("THREE.WebGLRenderer.readRenderTargetPixelsAsync: requested read bounds are out of range.")},this.copyFramebufferToTexture=function(_,I=null,H=0){let B=Math.pow(2,-H),z=Math.floor(_.image.width*B),pe=Math.floor(_.image.height*B),we=I!==null?I.x:0,de=I!==null?I.y:0;Xe.setTexture2D(_,0),O.copyTexSubImage2D(O.TEXTURE_2D,H,0,0,we,de,z,pe),ge.unbindTexture()},this.copyTextureToTexture=function(_,I,H=null,B=null,z=0,pe=0){let we,de,_e,Ie,Ye,nt,Te,st,Rt,_t=_.isCompressedTexture?_.mipmaps[pe]:_.image;if(H!==null)we=H.max.x-H.min.x,de=H.max.y-H.min.y,_e=H.isBox3?H.max.z-H.min.z:1,Ie=H.min.x,Ye=H.min.y,nt=H.isBox3?H.min.z:0;else{let lt=Math.pow(2,-z);we=Math.floor(_t.width*lt),de=Math.floor(_t.height*lt),_.isDataArrayTexture?_e=_t.depth:_.isData3DTexture?_e=Math.floor(_t.depth*lt):_e=1,Ie=0,Ye=0,nt=0}B!==null?(Te=B.x,st=B.y,Rt=B.z):(Te=0,st=0,Rt=0);let vt=ae.convert(I.format),oi=ae.convert(I.type),Ee;I.isData3DTexture?(Xe.setTexture3D(I,0),Ee=O.TEXTURE_3D):I.isDataArrayTexture||I.isCompressedArrayTexture?(Xe.setTexture2DArray(I,0),Ee=O.TEXTURE_2D_ARRAY):(Xe.setTexture2D(I,0),Ee=O.TEXTURE_2D),ge.activeTexture(O.TEXTURE0),ge.pixelStorei(O.UNPACK_FLIP_Y_WEBGL,I.flipY),ge.pixelStorei(O.UNPACK_PREMULTIPLY_ALPHA_WEBGL,I.premultiplyAlpha),ge.pixelStorei(O.UNPACK_ALIGNMENT,I.unpackAlignment);let ui=ge.getParameter(O.UNPACK_ROW_LENGTH),ht=ge.getParameter(O.UNPACK_IMAGE_HEIGHT),Ws=ge.getParameter(O.UNPACK_SKIP_PIXELS),ai=ge.getParameter(O.UNPACK_SKIP_ROWS),Fl=ge.getParameter(O.UNPACK_SKIP_IMAGES);ge.pixelStorei(O.UNPACK_ROW_LENGTH,_t.width),ge.pixelStorei(O.UNPACK_IMAGE_HEIGHT,_t.height),ge.pixelStorei(O.UNPACK_SKIP_PIXELS,Ie),ge.pixelStorei(O.UNPACK_SKIP_ROWS,Ye),ge.pixelStorei(O.UNPACK_SKIP_IMAGES,nt);let xs=_.isDataArrayTexture||_.isData3DTexture,Xs=I.isDataArrayTexture||I.isData3DTexture;if(_.isDepthTexture){let lt=Oe.get(_),Qt=Oe.get(I),hn=Oe.get(lt.__renderTarget),Et=Oe.get(Qt.__renderTarget);ge.bindFramebuffer(O.READ_FRAMEBUFFER,hn.__webglFramebuffer),ge.bindFramebuffer(O.DRAW_FRAMEBUFFER,Et.__webglFramebuffer);for(let Xt=0;Xt<_e;Xt++)xs&&(O.framebufferTextureLayer(O.READ_FRAMEBUFFER,O.COLOR_ATTACHMENT0,Oe.get(_).__webglTexture,z,nt+Xt),O.framebufferTextureLayer(O.DRAW_FRAMEBUFFER,O.COLOR_ATTACHMENT0,Oe.get(I).__webglTexture,pe,Rt+Xt)),O.blitFramebuffer(Ie,Ye,Ie+we,Ye+de,Te,st,Te+we,st+de,O.DEPTH_BUFFER_BIT,O.NEAREST);ge.bindFramebuffer(O.READ_FRAMEBUFFER,null),ge.bindFramebuffer(O.DRAW_FRAMEBUFFER,null)}else if(z!==0||_.isRenderTargetTexture||Oe.has(_)){let lt=Oe.get(_),Qt=Oe.get(I);ge.bindFramebuffer(O.READ_FRAMEBUFFER,P),ge.bindFramebuffer(O.DRAW_FRAMEBUFFER,Y);for(let hn=0;hn<_e;hn++)xs?O.framebufferTextureLayer(O.READ_FRAMEBUFFER,O.COLOR_ATTACHMENT0,lt.__webglTexture,z,nt+hn):O.framebufferTexture2D(O.READ_FRAMEBUFFER,O.COLOR_ATTACHMENT0,O.TEXTURE_2D,lt.__webglTexture,z),Xs?O.framebufferTextureLayer(O.DRAW_FRAMEBUFFER,O.COLOR_ATTACHMENT0,Qt.__webglTexture,pe,Rt+hn):O.framebufferTexture2D(O.DRAW_FRAMEBUFFER,O.COLOR_ATTACHMENT0,O.TEXTURE_2D,Qt.__webglTexture,pe),z!==0?O.blitFramebuffer(Ie,Ye,Ie+we,Ye+de,Te,st,Te+we,st+de,O.COLOR_BUFFER_BIT,O.NEAREST):Xs?O.copyTexSubImage3D(Ee,pe,Te,st,Rt+hn,Ie,Ye,we,de):O.copyTexSubImage2D(Ee,pe,Te,st,Ie,Ye,we,de);ge.bindFramebuffer(O.READ_FRAMEBUFFER,null),ge.bindFramebuffer(O.DRAW_FRAMEBUFFER,null)}else Xs?_.isDataTexture||_.isData3DTexture?O.texSubImage3D(Ee,pe,Te,st,Rt,we,de,_e,vt,oi,_t.data):I.isCompressedArrayTexture?O.compressedTexSubImage3D(Ee,pe,Te,st,Rt,we,de,_e,vt,_t.data):O.texSubImage3D(Ee,pe,Te,st,Rt,we,de,_e,vt,oi,_t):_.isDataTexture?O.texSubImage2D(O.TEXTURE_2D,pe,Te,st,we,de,vt,oi,_t.data):_.isCompressedTexture?O.compressedTexSubImage2D(O.TEXTURE_2D,pe,Te,st,_t.width,_t.height,vt,_t.data):O.texSubImage2D(O.TEXTURE_2D,pe,Te,st,we,de,vt,oi,_t);ge.pixelStorei(O.UNPACK_ROW_LENGTH,ui),ge.pixelStorei(O.UNPACK_IMAGE_HEIGHT,ht),ge.pixelStorei(O.UNPACK_SKIP_PIXELS,Ws),ge.pixelStorei(O.UNPACK_SKIP_ROWS,ai),ge.pixelStorei(O.UNPACK_SKIP_IMAGES,Fl),pe===0&&I.generateMipmaps===!0&&I.mipmapsAutoUpdate===!0&&O.generateMipmap(Ee),ge.unbindTexture()},this.initRenderTarget=function(_){Oe.get(_).__webglFramebuffer===void 0&&Xe.setupRenderTarget(_)},this.initTexture=function(_){_.isCubeTexture?Xe.setTextureCube(_,0):_.isData3DTexture?Xe.setTexture3D(_,0):_.isDataArrayTexture||_.isCompressedArrayTexture?Xe.setTexture2DArray(_,0):Xe.setTexture2D(_,0),ge.unbindTexture()},this.resetState=function(){Q=0,W=0,re=null,ge.reset(),ce.reset()},typeof __THREE_DEVTOOLS__<"u"&&__THREE_DEVTOOLS__.dispatchEvent(new CustomEvent("observe",{detail:this}))}get coordinateSystem(){return sn}get outputColorSpace(){return this._outputColorSpace}set outputColorSpace(e){this._outputColorSpace=e;let t=this.getContext();t.drawingBufferColorSpace=tt._getDrawingBufferColorSpace(e),t.unpackColorSpace=tt._getUnpackColorSpace()}};var XT={play:"M6 4l10 6-10 6z",pause:"M6 4v12M14 4v12",back:"M13 4l-7 6 7 6",next:"M7 4l7 6-7 6",first:"M15 4l-7 6 7 6M5 4v12",last:"M5 4l7 6-7 6M15 4v12",grid:"M3 3h6v6H3zM11 3h6v6h-6zM3 11h6v6H3zM11 11h6v6h-6z",link:"M8.5 11.5a3.5 3.5 0 0 0 5 0l2.5-2.5a3.5 3.5 0 0 0-5-5l-1 1M11.5 8.5a3.5 3.5 0 0 0-5 0L4 11a3.5 3.5 0 0 0 5 5l1-1",photo:"M3 6h3l1.5-2h5L14 6h3v10H3zM10 13.5a2.75 2.75 0 1 0 0-5.5 2.75 2.75 0 0 0 0 5.5z",video:"M3 5.5h9v9H3zM12 9l5-3v8l-5-3z",help:"M7.5 7.5a2.5 2.5 0 1 1 3.6 2.2c-.7.4-1.1.9-1.1 1.8M10 14.5v.1M10 2.5a7.5 7.5 0 1 0 0 15 7.5 7.5 0 0 0 0-15z",theme:"M10 3.2a6.8 6.8 0 1 0 0 13.6zM10 3.2a6.8 6.8 0 0 1 0 13.6",errors:"M10 3l7.5 13h-15zM10 8v4M10 14v.1",layers:"M10 3l7 3.5-7 3.5-7-3.5zM3 10l7 3.5 7-3.5M3 13.5L10 17l7-3.5",details:"M4 6.5L10 3l6 3.5v7L10 17l-6-3.5zM4 6.5l6 3.5 6-3.5M10 10v7",info:"M10 9v5M10 6v.1M10 2.5a7.5 7.5 0 1 0 0 15 7.5 7.5 0 0 0 0-15z",close:"M5 5l10 10M15 5L5 15",target:"M10 6a4 4 0 1 0 0 8 4 4 0 0 0 0-8zM10 2v4M10 14v4M2 10h4M14 10h4",cameras:"M2.5 6.5h4v7h-4zM8 6.5h4v7H8zM13.5 6.5h4v7h-4z"};function Bs(i){let e=Lt("path",{d:XT[i],fill:i==="play"?"currentColor":"none"});return Lt("svg",{viewBox:"0 0 20 20",class:"icon","aria-hidden":"true"},e)}var Mx={follow:"Follow",world:"World","birds-eye":"Bird\u2019s-eye",camera:"Camera"},Wu=class{constructor(e,t,n){this.context=e;this.drive=N("button",{class:"drive",title:"All drives (Esc)",onclick:t}),this.views=N("div",{class:"views segmented",role:"radiogroup","aria-label":"View"},...Object.keys(Mx).map(s=>N("button",{role:"radio","aria-checked":"false","data-view":s,onclick:()=>e.store.set({view:s,eye:[]})},Mx[s]))),this.element=N("header",{class:"bar"},this.drive,this.views,N("div",{class:"tools"},...n.map(([s,r,o])=>N("button",{class:"icon-button",title:r,"aria-label":r,onclick:o},Bs(s)))))}context;element;drive;views;drawn="";draw(e){let t=this.context.segment?.info,n=JSON.stringify([e.segment,e.view,t?.segment]);if(n===this.drawn)return;this.drawn=n;let s=[t?.location?jn(t.location):"",t?.time_of_day,t?.weather].filter(Boolean).join(" \xB7 ");He(this.drive,Bs("grid"),N("span",{},N("b",{},e.segment),s?N("small",{},s):null));for(let r of this.views.querySelectorAll("button"))r.setAttribute("aria-checked",String(r.dataset.view===e.view));document.title=`${e.segment} \xB7 waymo-kit view`}};function Qp(i,e,t,n,s,r,o,a){let{store:l}=e;i.save(),i.beginPath(),i.rect(o.left,o.top,o.width*o.scale,o.height*o.scale),i.clip(),s&&i.drawImage(s,o.left,o.top,o.width*o.scale,o.height*o.scale),r&&l.shows("masks")&&jT(i,e,r,o),l.shows("paint")&&qT(i,t,n,o,a),l.shows("boxes2d")&&YT(i,e,t,n,o,a),$T(i,e,t,n,o,a),i.restore()}function $T(i,e,t,n,s,r){let o=t.wireframes;if(!o)return;let a=new Map(t.boxes.map(h=>[`${h.source}/${h.row}`,h])),{box:l}=e.store.state,c=new Map;for(let h=0;h<o.length;h++){if(o.camera[h]!==n)continue;let u=a.get(`${o.source[h]}/${o.row[h]}`),d=u&&e.style(u,e.models);if(!u||!d)continue;let f=Bt(u),p=f===l||f===e.hovered,y=p?en.dark.selected:d.color,m=`${y} ${d.dashed} ${d.faint&&!p}`,g=c.get(m);if(!g){let E=(p?1.7:d.faint?.75:1.15)*r;g={path:new Path2D,width:E,dash:d.dashed?[4*r,2.5*r]:[],color:y,alpha:d.faint&&!p?.6:1},c.set(m,g)}let S=!1;for(let E=18*h;E<18*h+18;E+=2){let[b,C]=[o.pixels[E],o.pixels[E+1]];if(Number.isNaN(b)||Number.isNaN(C)){S=!1;continue}let[A,x]=[s.left+b*s.scale,s.top+C*s.scale];S?g.path.lineTo(A,x):g.path.moveTo(A,x),S=!0}}i.lineJoin="round";for(let{path:h,width:u,dash:d,color:f,alpha:p}of c.values())i.setLineDash(d),i.globalAlpha=.45*p,i.strokeStyle="#000000",i.lineWidth=u+1.2*r,i.stroke(h),i.globalAlpha=p,i.strokeStyle=f,i.lineWidth=u,i.stroke(h);i.setLineDash([]),i.globalAlpha=1}function YT(i,e,t,n,s,r){for(let o of t.imageBoxes){if(o.camera!==n||o.source===-2)continue;let a=e.style(o,e.models);if(!a)continue;let[l,c,h,u]=o.extent.map(d=>d*s.scale);i.globalAlpha=a.faint?.6:.95,i.strokeStyle=a.color,i.lineWidth=r,i.setLineDash(a.dashed?[4*r,3*r]:[]),i.strokeRect(s.left+l,s.top+c,h-l,u-c)}i.setLineDash([]),i.globalAlpha=1}function qT(i,e,t,n,s){let{projections:r,cloud:o}=e;if(!r||!o)return;let a=la("dark","range"),l=Math.max(1,1.1*s),c=Array.from({length:24},()=>[]);for(let h=0;h<o.count;h++){let u=r.cameras[2*h]===t?0:r.cameras[2*h+1]===t?1:-1;if(u<0)continue;let d=Math.hypot(o.xyz[3*h],o.xyz[3*h+1],o.xyz[3*h+2])*o.scale;c[Math.min(Math.floor(d/75*24),23)].push(4*h+2*u)}c.forEach((h,u)=>{let d=4*Math.round(255-u/23*200);i.fillStyle=`rgb(${a[d]}, ${a[d+1]}, ${a[d+2]})`;for(let f of h)i.fillRect(n.left+r.pixels[f]*n.scale,n.top+r.pixels[f+1]*n.scale,l,l)})}var Tx=new WeakMap;function jT(i,e,t,n){let s=Tx.get(t);if(!s){s=document.createElement("canvas"),s.width=t.width,s.height=t.height;let r=pn(s);r.drawImage(t,0,0);let o=r.getImageData(0,0,t.width,t.height),a=la(e.theme,"instance");for(let l=0;l<o.data.length;l+=4){let[c,h]=[o.data[l],o.data[l+1]],u=4*(c?1+(c+3*h)%254:0);for(let d=0;d<3;d++)o.data[l+d]=a[u+d];o.data[l+3]=c?130:0}r.putImageData(o,0,0),Tx.set(t,s)}i.imageSmoothingEnabled=!1,i.drawImage(s,n.left,n.top,n.width*n.scale,n.height*n.scale),i.imageSmoothingEnabled=!0}function Ex(i,e,t,n,s){let r=e.wireframes;if(!r)return"";let o=new Map;for(let c=0;c<r.length;c++){if(r.camera[c]!==t||r.edge[c]===12)continue;let h=`${r.source[c]}/${r.row[c]}`,u=o.get(h)??[1/0,1/0,-1/0,-1/0];for(let d=18*c;d<18*c+18;d+=2){let[f,p]=[r.pixels[d],r.pixels[d+1]];Number.isNaN(f)||(u[0]=Math.min(u[0],f),u[1]=Math.min(u[1],p),u[2]=Math.max(u[2],f),u[3]=Math.max(u[3],p))}o.set(h,u)}let a="",l=1/0;for(let c of e.boxes){let h=o.get(`${c.source}/${c.row}`);if(!h||!i.style(c,i.models))continue;let u=(h[2]-h[0])*(h[3]-h[1])*(c.source<0?1.01:1);n>=h[0]&&n<=h[2]&&s>=h[1]&&s<=h[3]&&u<l&&(a=Bt(c),l=u)}return a}var ZT=[4,2,1,3,5],Xu=class{constructor(e){this.context=e}context;element=N("div",{class:"strip",role:"group","aria-label":"Cameras"});canvas=N("canvas");panes=new Map;shown="";draw=Br(()=>this.drawNow());drawNow(){let{segment:e,frame:t,store:n}=this.context,s=e?.info.cameras??[],r=n.shows("cameras")&&s.length>0&&(e?.info.has.images??!1);if(this.element.hidden=!r,!r||!t||(this.build(s.map(({camera:l})=>l)),!this.canvas.clientWidth))return;let o=Zs(this.canvas),a=pn(this.canvas);a.setTransform(1,0,0,1,0,0),a.clearRect(0,0,this.canvas.width,this.canvas.height);for(let{camera:l,width:c,height:h}of s){let u=this.panes.get(l);if(!u)continue;let d=n.state.view==="camera"&&n.state.camera===l;u.classList.toggle("is-active",d);let[f,p]=[u.offsetLeft,u.offsetLeft+u.offsetWidth].map(m=>Math.round(m*o));a.save(),a.beginPath(),a.rect(f,0,p-f,this.canvas.height),a.clip(),a.fillStyle=Si("stage"),a.fillRect(f,0,p-f,this.canvas.height);let y=KT(p-f,this.canvas.height,c,h);y.left+=f,Qp(a,this.context,t,l,t.images.get(l)??null,t.masks.get(l)??null,y,o),a.restore()}}build(e){let t=ZT.filter(s=>e.includes(s));if(this.shown===t.join())return;this.shown=t.join(),this.panes.clear(),this.element.style.setProperty("--panes",String(t.length)),He(this.element,this.canvas,...t.map(s=>{let r=()=>this.context.store.set({view:"camera",camera:s,eye:[]}),o=kr[s],a=N("button",{class:"pane",title:`${o} camera`,"data-camera":s,onclick:r},N("span",{},o));return this.panes.set(s,a),a}));let n=this.panes.get(1);n&&(this.element.scrollLeft=n.offsetLeft-(this.element.clientWidth-n.clientWidth)/2)}},$u=class{constructor(e,t){this.context=e;this.onSelect=t;let{canvas:n}=this;n.addEventListener("wheel",s=>{s.preventDefault(),this.zoomAt(s.offsetX,s.offsetY,Math.exp(-.0015*s.deltaY))},{passive:!1}),n.addEventListener("pointerdown",s=>{n.setPointerCapture(s.pointerId),this.pointers.set(s.pointerId,[s.offsetX,s.offsetY]),this.moved=0}),n.addEventListener("pointermove",s=>this.move(s)),n.addEventListener("pointerup",s=>{this.pointers.delete(s.pointerId),this.moved<5&&this.click(s.offsetX,s.offsetY)}),n.addEventListener("pointercancel",s=>this.pointers.delete(s.pointerId)),n.addEventListener("dblclick",()=>this.reset()),new ResizeObserver(()=>this.draw()).observe(n)}context;onSelect;canvas=N("canvas",{class:"camera-view",tabindex:0,"aria-label":"Camera"});zoom=1;shift=[0,0];pointers=new Map;moved=0;reset(){this.zoom=1,this.shift=[0,0],this.draw()}draw(){let{canvas:e}=this,{frame:t,store:n}=this.context;if(!e.clientWidth||n.state.view!=="camera")return;let s=Zs(e),r=pn(e);r.setTransform(1,0,0,1,0,0),r.fillStyle=Si("stage"),r.fillRect(0,0,e.width,e.height);let o=this.place(e.width,e.height,s);!t||!o||Qp(r,this.context,t,n.state.camera,t.large,t.largeMask,o,1.6*s)}place(e,t,n){let{segment:s,store:r}=this.context,o=s?.info.cameras.find(l=>l.camera===r.state.camera);if(!o)return null;let a=Math.min(e/o.width,t/o.height)*this.zoom;return{width:o.width,height:o.height,scale:a,left:(e-o.width*a)/2+this.shift[0]*n,top:(t-o.height*a)/2+this.shift[1]*n}}zoomAt(e,t,n){let s=Math.min(Math.max(this.zoom*n,1),12),r=s/this.zoom,o=[this.canvas.clientWidth/2,this.canvas.clientHeight/2];this.shift=[(this.shift[0]-(e-o[0]))*r+(e-o[0]),(this.shift[1]-(t-o[1]))*r+(t-o[1])],this.zoom=s,s===1&&(this.shift=[0,0]),this.draw()}move(e){let t=this.pointers.get(e.pointerId);if(!t)return;let n=[e.offsetX,e.offsetY];this.moved+=Math.hypot(n[0]-t[0],n[1]-t[1]);let s=[...this.pointers.entries()].find(([r])=>r!==e.pointerId)?.[1];if(this.pointers.set(e.pointerId,n),s){let r=o=>Math.hypot(o[0]-s[0],o[1]-s[1]);this.zoomAt((n[0]+s[0])/2,(n[1]+s[1])/2,r(n)/Math.max(r(t),1))}else this.zoom>1&&(this.shift=[this.shift[0]+n[0]-t[0],this.shift[1]+n[1]-t[1]],this.draw())}click(e,t){let n=this.place(this.canvas.clientWidth,this.canvas.clientHeight,1),{frame:s,store:r}=this.context;!n||!s||this.onSelect(Ex(this.context,s,r.state.camera,(e-n.left)/n.scale,(t-n.top)/n.scale))}};function KT(i,e,t,n){let s=Math.max(i/t,e/n);return{width:t,height:n,scale:s,left:(i-t*s)/2,top:(e-n*s)/2}}var JT=24,QT=3,Ax=480,Yu=class i{constructor(e,t,n){this.session=e;this.info=t;this.maxPoints=n}session;info;maxPoints;parts=new Map;loaded=new Map;whole=new Map;abort=new AbortController;ahead=null;loadingAhead=new Set;onFail=()=>{};static async open(e,t,n){let s=await dn(`${Cx(e,t)}/scene`);return new i(e,s,Ss?0:n)}get length(){return this.info.timestamps_micros.length}get root(){return Cx(this.session,this.info.segment)}close(){this.abort.abort();for(let e of this.loaded.values())Rx(e);this.loaded.clear(),this.parts.clear()}ready(e,t){let n=this.loaded.get(e);return this.wanted(e,t).every(([s])=>n?.has(s))?this.assemble(e,t):null}async frame(e,t){return await Promise.all(this.wanted(e,t).map(([n,s])=>this.part(e,n,s))),this.assemble(e,t)}async frameInSpace(e,t){return this.frame(e,{...t,cameras:[],large:0,imageBoxes:!1,masks:!1,projections:!1})}prefetch(e,t,n){this.ahead={index:e,count:t,needs:n},this.loadAhead();let s=[...this.loaded.keys()].sort((r,o)=>Math.abs(o-e)-Math.abs(r-e));for(let r of s.slice(0,Math.max(s.length-JT,0)))Rx(this.loaded.get(r)),this.loaded.delete(r),this.parts.delete(r)}loadAhead(){let{index:e,count:t,needs:n}=this.ahead,s=Math.min(e+t,this.length-1);for(let r=e+1;r<=s&&this.loadingAhead.size<QT;r++){if(this.loadingAhead.has(r)||this.ready(r,n))continue;this.loadingAhead.add(r);let o=()=>{this.loadingAhead.delete(r),this.abort.signal.aborted||this.loadAhead()};this.frame(r,n).then(o,a=>{this.loadingAhead.delete(r),this.abort.signal.aborted||this.onFail(a)})}}isBuffered(e,t,n){let s=Math.min(e+t,this.length-1);for(let r=e+1;r<=s;r++)if(!this.ready(r,n))return!1;return!0}tracks(e){return this.once(`tracks${e===-1?"":`?source=${e}`}`,t=>kc.load(t,this.abort.signal))}outcomes(e,t){return this.once(`outcomes${this.query(e,t)}`,n=>zc.load(n,this.abort.signal))}async events(e,t){let n=`events${this.query(e,t)}`;return(await this.once(n,s=>dn(s,this.abort.signal))).events}map(){return this.once("map",e=>f0(e,this.abort.signal))}zones(){return this.once("zones",e=>dn(e,this.abort.signal))}numbers(e,t,n){return dn(`${this.root}/frames/${e}/objects/${t}/${n}`,this.abort.signal)}cropPath(e,t,n,s){let r=[n===-1?"":`source=${n}`,`row=${s}`].filter(Boolean).join("&");return`${this.root}/frames/${e}/cameras/${t}/crop?${r}`}query(e,t){let n=em(this.session,e,t);return n&&`?${n}`}wanted(e,t){let{signal:n}=this.abort,{has:s}=this.info,r=this.maxPoints?`?limit=${this.maxPoints}`:"",o=[["boxes",a=>h0(a,e,n)]];if(t.points&&s.points&&o.push([`points${r}`,a=>a0(a,n)]),(t.cameras.length||t.large)&&s.images){o.push(["wireframes",l=>d0(l,n)]);let a=t.cameras.map(l=>[`${l}`,Ax]);t.large&&a.push([`${t.large}`,0]);for(let[l,c]of a)for(let h of t.masks&&s.camera_masks?["image","mask"]:["image"]){let u=`cameras/${l}/${h}`;o.push([`${u}#${c}`,d=>Qg(d.split("#")[0],c,h==="mask",n)])}t.projections&&s.points&&o.push([`projections${r}`,l=>l0(l,n)]),t.imageBoxes&&o.push(["image_boxes",l=>u0(l,e,n)])}return e>=0&&e<this.length?o:[]}part(e,t,n){let s=this.parts.get(e);s||this.parts.set(e,s=new Map);let r=s.get(t);if(!r){let o=s;r=n(`${this.root}/frames/${e}/${t}`).then(a=>this.keep(e,t,a),a=>{if(a instanceof fi&&a.status===404)return this.keep(e,t,null);throw o.delete(t),a}),s.set(t,r)}return r}keep(e,t,n){let s=this.loaded.get(e);return s||this.loaded.set(e,s=new Map),s.set(t,n),n}assemble(e,t){let n=this.loaded.get(e),s=this.maxPoints?`?limit=${this.maxPoints}`:"",r=a=>n?.get(a)??null,o=a=>{let l=t.cameras.map(c=>[c,r(`cameras/${c}/${a}#${Ax}`)]);return new Map(l.filter(c=>c[1]!==null))};return{index:e,cloud:r(`points${s}`),boxes:r("boxes")??[],images:o("image"),masks:o("mask"),large:r(`cameras/${t.large}/image#0`),largeMask:r(`cameras/${t.large}/mask#0`),wireframes:r("wireframes"),imageBoxes:r("image_boxes")??[],projections:r(`projections${s}`)}}once(e,t){let n=this.whole.get(e);return n||(n=t(`${this.root}/${e}`),this.whole.set(e,n),n.catch(()=>this.whole.delete(e))),n}};function em(i,e,t){let n=[];return e!==0&&n.push(`model=${e}`),n.push(...tm(i,t)),n.join("&")}function tm(i,e){let t=[];return e.score!==i.cutoff&&t.push(`cutoff=${e.score}`),e.iou>0&&t.push(`iou=${i.iou.map(()=>e.iou).join(",")}`),t}function Cx(i,e){return`api/${encodeURIComponent(i.stamp)}/segments/${encodeURIComponent(e)}`}function Rx(i){for(let e of i.values())e instanceof ImageBitmap&&e.close()}var qu=class{constructor(e,t,n){this.context=e;this.onSelect=t;this.onFly=n;this.element.append(this.header,this.numbers,this.crops,this.history)}context;onSelect;onFly;element=N("div",{class:"panel-body details"});header=N("div");numbers=N("div");crops=N("div",{class:"crops"});history=N("div");shown="";urls=[];draw(e){let{selected:t,frame:n,store:s}=this.context;if(!t||!n){this.clear(),He(this.header,N("p",{class:"empty"},s.state.box?"The selected object is not in this frame.":"Select a box in the scene, in a camera or in the list of errors.")),s.state.box&&this.drawHistory();return}this.drawHeader(t),this.drawHistory();let r=`${n.index} ${Bt(t)}`;e||r===this.shown||(this.shown=r,this.context.wait(this.loadNumbers(t).catch(o=>{let a=o instanceof fi&&o.status===404;He(this.numbers,a?null:N("p",{class:"empty"},o.message))})))}clear(){this.shown="";for(let e of[this.numbers,this.crops,this.history])He(e)}drawHeader(e){let{session:t,theme:n,models:s}=this.context,r=e.source<0?"Label":t.models[e.source].name;He(this.header,N("div",{class:"box-title"},N("i",{class:"dot",style:`background:${En(n,e.type)}`}),N("b",{},fn[e.type]??""),N("span",{class:"muted"},r),N("button",{class:"link",onclick:this.onFly},"Fly there")),e.id?N("p",{class:"id",title:"Id"},e.id):null,...(e.source<0?s:[e.source]).map(o=>this.outcome(e,o)))}outcome(e,t){let{session:n,theme:s,models:r,outcomes:o,frame:a}=this.context;if(!o.has(t))return null;let l=this.context.scored(e,t),c=e.source<0,h=c&&r.length>1?N("span",{class:"muted"},` ${n.models[t].name}`):null;if(!l)return N("div",{class:"verdict"},N("i",{class:"dot"}),N("span",{},"Not scored",h));let u=zr(l),d=c?a.boxes.find(p=>p.source===t&&p.row===l.prediction):a.boxes.find(p=>p.source<0&&p.row===l.label),f=Number.isNaN(l.headingError)?null:`${(l.headingError*180/Math.PI).toFixed(1)}\xB0`;return N("div",{class:"verdict",style:`--kind:${Di[s][u]}`},N("i",{class:"dot",style:`background:${Di[s][u]}`}),N("span",{},c&&u==="FN"?"Missed":Vc[u],l.cause?` (${l.cause})`:"",h),Ks([["IoU",Number.isNaN(l.iou)?null:l.iou.toFixed(3)],["Heading error",f],["Matched with",d?N("button",{class:"link",onclick:()=>this.onSelect(Bt(d))},c?"its prediction":"its label"):null]]))}async loadNumbers(e){let{segment:t}=this.context,n=this.shown,s=await t.numbers(e.frame,e.source,e.row);n===this.shown&&(He(this.numbers,eE(s)),await this.loadCrops(e,s,n))}async loadCrops(e,t,n){let{segment:s}=this.context,r=await Promise.all(t.cameras.slice(0,3).map(async({camera:o})=>{try{return[o,await ra(s.cropPath(e.frame,o,e.source,e.row))]}catch{return null}}));n===this.shown&&(this.urls.forEach(o=>URL.revokeObjectURL(o)),this.urls=[],He(this.crops,...r.map(o=>{if(!o)return null;let a=URL.createObjectURL(o[1]);return this.urls.push(a),N("button",{class:"crop",onclick:()=>this.context.store.set({view:"camera",camera:o[0],eye:[]}),title:`${kr[o[0]]} camera`},N("img",{src:a,alt:`The object in the ${kr[o[0]].toLowerCase()} camera`}),N("span",{},kr[o[0]]))})))}drawHistory(){let{store:e,tracks:t,frame:n,segment:s}=this.context,[r,o]=im(e.state.box),a=t.get(r),l=a&&o?a.rows(o):null;if(!a||!l||!s){He(this.history);return}let c=[["Distance",a.range,"m"],["Speed",a.speed,"m/s"]];c.push(r<0?["Lidar points",a.points,""]:["Score",a.score,""]),He(this.history,N("h3",{},`History, ${l[1]-l[0]} frames`),...c.map(([h,u,d])=>tE(h,d,a,u,l,s.length,n?.index??0)),this.strip(a,l,r,s.length))}strip(e,t,n,s){let{theme:r,models:o,outcomes:a}=this.context,l=n<0?o[0]:n;if(l===void 0||!a.has(l))return null;let c=300/s,h=Array.from({length:t[1]-t[0]},(u,d)=>{let f=t[0]+d,p=this.context.scored({frame:e.frame[f],source:n,row:e.row[f]},l),y=p?zr(p):"IGNORED",m=y==="TP"||y==="IGNORED";return Lt("rect",{x:e.frame[f]*c,y:m?6:0,width:Math.max(c-.4,.6),height:m?6:12,fill:Di[r][y]})});return N("figure",{class:"chart"},N("figcaption",{},"Outcome"),Lt("svg",{viewBox:"0 0 300 12",preserveAspectRatio:"none",class:"ticks"},...h))}};function im(i){let e=i.indexOf(":"),t=i.slice(e+1);return[e<0?-2:Number(i.slice(0,e)),/^#\d+\.\d+$/.test(t)?"":t]}function eE(i){let[,,,e,t,n,s]=i.box,r=i.velocity?Math.hypot(...i.velocity):null,o=i.counted_points,a=o===null?i.num_points===null?null:String(i.num_points):i.num_points!==null&&i.num_points!==o?`${o} (label: ${i.num_points})`:String(o);return Ks([["Score",i.score===null?null:i.score.toFixed(3)],["Distance",`${i.range.toFixed(1)} m`],["Size",`${e.toFixed(2)} \xD7 ${t.toFixed(2)} \xD7 ${n.toFixed(2)} m`],["Heading",`${(s*180/Math.PI).toFixed(1)}\xB0`],["Speed",r===null?null:`${r.toFixed(2)} m/s (${(3.6*r).toFixed(0)} km/h)`],["Lidar points",a],["Difficulty",i.difficulty?`LEVEL_${i.difficulty}`:null]])}function tE(i,e,t,n,s,r,o){let a=[];for(let f=s[0];f<s[1];f++)Number.isFinite(n[f])&&n[f]>=0&&a.push([t.frame[f],n[f]]);if(!a.length)return null;let l=Math.max(...a.map(([,f])=>f),1e-6)*1.08,c=f=>f/Math.max(r-1,1)*300,h=a.map(([f,p],y)=>`${y===0||f-a[y-1][0]>1?"M":"L"}${c(f).toFixed(1)} ${(40-p/l*38).toFixed(1)}`).join(""),u=a.find(([f])=>f===o),d=l>30?0:l>2?1:2;return N("figure",{class:"chart"},N("figcaption",{},i,N("span",{},u?`${u[1].toFixed(d)} ${e}`.trim():"")),Lt("svg",{viewBox:"0 0 300 42",preserveAspectRatio:"none"},Lt("line",{x1:0,x2:300,y1:41,y2:41,class:"axis"}),Lt("path",{d:h,class:"line"}),Lt("line",{x1:c(o),x2:c(o),y1:0,y2:42,class:"now"})))}var ju=class{constructor(e,t,n,s){this.context=e;this.changed=t;this.setMap=n;this.tell=s}context;changed;setMap;tell;async loadOutcomes(){let{context:e}=this,{segment:t,matching:n,models:s}=e;if(!t)return;let r=h=>(this.tell(h.message),null),[o,a]=await Promise.all([Promise.all(s.map(h=>t.outcomes(h,n).catch(r))),t.events(s[0]??0,n).catch(()=>[])]);if(!(e.segment===t&&e.matching.score===n.score&&e.matching.iou===n.iou))return;let c=s.map((h,u)=>[h,o[u]??null]);e.outcomes=new Map(c.filter(h=>h[1]!==null)),e.events=a,this.changed()}async loadTracks(){let{context:e}=this,{segment:t}=e;if(!t)return;let[n]=im(e.store.state.box),s=new Set([-1,...e.models.filter(r=>e.session.models[r]?.has_ids),...n>=0?[n]:[]]);for(let r of s)if(!e.tracks.has(r))try{let o=await t.tracks(r);if(e.segment!==t)return;e.tracks.set(r,o)}catch{}this.changed()}async loadSurroundings(e){let[t,n]=await Promise.all([e.info.has.map?e.map().catch(()=>[]):[],e.info.has.zones?e.zones().catch(()=>null):null]);this.context.segment===e&&(this.context.zones=n,this.setMap(t),this.changed())}};var nm={follow:[-24,0,15,9,0,0],world:[-45,-30,45,0,0,0],"birds-eye":[15,0,90,15,0,0]},Zu=class{constructor(e,t,n,s){this.context=e;this.stage=t;this.painter=n;this.cameraView=s;t.onMoved=()=>this.keep()}context;stage;painter;cameraView;setView(e){if(e.view==="camera")return this.cameraView.reset();this.stage.setView(e.view),this.look(e),this.keep()}look(e){e.view==="camera"||!this.context.frame||this.stage.lookFrom(this.painter.anchor(e.view),e.eye.length?e.eye:nm[e.view])}keep(){let{store:e,frame:t}=this.context,{view:n}=e.state;if(n==="camera"||!t)return;let s=this.stage.eye(this.painter.anchor(n)).map(r=>+r.toFixed(2));e.state.eye=s.every((r,o)=>Math.abs(r-nm[n][o])<.02)?[]:s,e.touch()}reset(){let{view:e}=this.context.store.state;if(e==="camera")return this.cameraView.reset();this.stage.lookFrom(this.painter.anchor(e),nm[e],!0)}flyToSelection(){let{selected:e,store:t}=this.context;if(!e)return;t.state.view==="camera"&&t.set({view:"follow",eye:[]});let[n,s,r]=e.center,o=Math.max(10,2.6*Math.max(...e.size)),a=Math.atan2(s,n),l=t.state.view==="birds-eye"?[n,s,r+Math.max(30,2*o),n,s,r]:[n-o*Math.cos(a),s-o*Math.sin(a),r+.55*o,n,s,r];this.stage.lookFrom(this.stage.vehicle,l,!0)}};var iE=[["Time",[["Space","Play or pause"],["\u2190 \u2192","Previous or next frame"],["Shift \u2190 \u2192","Ten frames"],["Home End","First or last frame"],["[ ]","Previous or next event"],[", .","Slower or faster"]]],["View",[["1","Follow the vehicle"],["2","World"],["3","Bird\u2019s-eye"],["4 \u2013 8","Camera: front, front left, front right, side left, side right"],["0","Reset the view"],["F","Fly to the selection"]]],["Errors",[["J K","Next or previous error in the list"],["E","Errors"],["D","Selected box"],["L","Layers"],["Esc","Deselect, or back to the drives"]]],["Layers",[["C","Next color of points"],["O G P T","Points, labels, predictions, true positives"],["N V R","Names, velocity, trails"],["M Z I","Map, no-label zones, camera strip"]]],["Page",[["S","Save a picture"],["Y","Copy the link"],["B","Dark or light"],["?","These keys"]]]];function Ix(){let i=N("dialog",{class:"help","aria-label":"Keys"});return i.append(N("header",{},N("h2",{},"Keys"),N("button",{class:"icon-button","aria-label":"Close",onclick:()=>i.close()},"\u2715")),N("div",{class:"key-groups"},...iE.map(([e,t])=>N("section",{},N("h3",{},e),N("dl",{},...t.flatMap(([n,s])=>[N("dt",{},...n.split(" ").map(r=>r==="\u2013"?"\u2013":N("kbd",{},r))),N("dd",{},s)]))))),N("p",{class:"muted"},"Drag to turn, right-drag or two fingers to move, wheel or pinch to zoom. Click a box to select it.")),i.addEventListener("click",e=>{e.target===i&&i.close()}),i}var nE={height:"Height",intensity:"Intensity",range:"Range",elongation:"Elongation",lidar:"Lidar",return:"Return",semantic:"Class",instance:"Instance"},sE={outcome:"Outcome",type:"Type",source:"Model"},rE={single:"One",overlay:"Overlaid",side:"Side by side"},Px=[["points","Points","O"],["labels","Labels","G"],["predictions","Predictions","P"],["matched","True positives","T"],["ids","Names","N"],["arrows","Velocity","V"],["trails","Trails","R"],["map","Map","M"],["zones","No-label zones","Z"],["cameras","Camera strip","I"],["boxes2d","2D boxes in cameras",""],["masks","Masks in cameras",""],["paint","Points in cameras",""]],Lx=new Map(Px.filter(([,,i])=>i).map(([i,,e])=>[e.toLowerCase(),i])),Ju=class{constructor(e){this.context=e}context;element=N("div",{class:"panel-body"});draw(){let{store:e,session:t,segment:n,models:s}=this.context,{state:r}=e,o=n?.info.has,a={predictions:t.models.length>0,matched:t.models.length>0,points:o?.points??!1,map:o?.map??!1,zones:o?.zones??!1,cameras:o?.images??!1,boxes2d:(o?.image_boxes??!1)&&(o?.images??!1),masks:o?.camera_masks??!1,paint:(o?.points??!1)&&(o?.images??!1)};He(this.element,t.models.length?Ku("Models",...this.modelControls(s)):null,Ku("Show",N("div",{class:"toggles"},...Px.map(([l,c,h])=>s0(c,e.shows(l)&&a[l]!==!1,()=>e.toggleLayer(l),h,a[l]!==!1)))),Ku("Color of points",N("div",{class:"pick"},...Js.map(l=>N("button",{"aria-pressed":String(l===r.color),"data-color":l,onclick:()=>e.set({color:l})},nE[l])))),t.models.length?Ku("Color of boxes",Mf("Color of boxes",Pf,sE,r.boxes,l=>e.set({boxes:l}))):null)}modelControls(e){let{store:t,session:n}=this.context,{state:s}=t,r=(a,l,c)=>{let h=N("select",{"aria-label":c,onchange:()=>t.set({[l]:h.value})},...n.models.map(({name:u},d)=>N("option",{value:u,selected:d===a},u)));return h};return[n.models.length>1?Mf("Layout",If,rE,s.layout,a=>t.set({layout:a})):null,r(e[0],"model","Model"),e.length>1?r(e[1],"other","Second model"):null,...sm(this.context)]}};function sm(i){let{store:e,session:t,matching:n}=i,s=`${[...new Set(t.iou)].join(" / ")}`;return[aa("Minimum score",0,1,.01,n.score,r=>r.toFixed(2),r=>e.set({score:r})),aa("Minimum IoU of a match",0,.95,.05,n.iou,r=>r?r.toFixed(2):s,r=>e.set({iou:r}))]}function Ku(i,...e){return N("section",{},N("h3",{},i),...e)}var hr=[.25,.5,1,2,4],us=10,Qu=class{constructor(e,t){this.context=e;this.playback=t;let{store:n}=e,s=o=>()=>this.step(o),r=(o,a,l)=>N("button",{class:"icon-button",title:a,"aria-label":a,onclick:l},Bs(o));this.play=r("play","Play (space)",()=>t.toggle()),this.play.classList.add("play"),this.speed=N("select",{title:"Speed","aria-label":"Speed",onchange:()=>n.set({speed:Number(this.speed.value)})},...hr.map(o=>N("option",{value:o},o<1?`1/${1/o}\xD7`:`${o}\xD7`))),this.track=N("div",{class:"track",role:"slider",tabindex:0,"aria-label":"Frame","aria-valuemin":0},this.canvas),this.track.addEventListener("pointerdown",o=>{this.track.setPointerCapture(o.pointerId),this.scrub(o)}),this.track.addEventListener("pointermove",o=>{o.buttons&&this.scrub(o)}),this.element=N("footer",{class:"timeline"},N("div",{class:"transport"},r("first","Previous event ([)",()=>this.toEvent(-1)),r("back","Previous frame (\u2190)",s(-1)),this.play,r("next","Next frame (\u2192)",s(1)),r("last","Next event (])",()=>this.toEvent(1))),this.track,N("div",{class:"pace"},this.clock,this.speed)),new ResizeObserver(()=>this.draw()).observe(this.canvas)}context;playback;element;canvas=N("canvas");track;play;clock=N("output",{class:"clock"});speed;step(e){let{store:t,segment:n}=this.context;n&&(this.playback.pause(),t.set({frame:Math.min(Math.max(t.state.frame+e,0),n.length-1)}))}toEvent(e){let t=this.context.store.state.frame,n=this.eventFrames().filter(s=>e*(s-t)>0);n.length&&this.step(e*Math.min(...n.map(s=>Math.abs(s-t))))}draw=Br(()=>{tn&&this.playback.isPlaying&&this.context.store.state.frame%2||this.drawNow()});drawNow(){let{store:e,segment:t}=this.context,n=t?.length??1,{frame:s}=e.state,r=this.playback.isPlaying;this.play.getAttribute("aria-label")!==(r?"Pause":"Play")&&(He(this.play,Bs(r?"pause":"play")),this.play.setAttribute("aria-label",r?"Pause":"Play")),this.speed.value=String(hr.includes(e.state.speed)?e.state.speed:1),this.track.setAttribute("aria-valuemax",String(n-1)),this.track.setAttribute("aria-valuenow",String(s));let o=t?.info.timestamps_micros??[],a=o.length?((o[s]??o[0])-o[0])/1e6:0;this.track.setAttribute("aria-valuetext",`frame ${s}, ${a.toFixed(1)} seconds`),He(this.clock,N("b",{},String(s)),` / ${n-1}`,N("span",{},`${a.toFixed(1)} s`)),this.drawTrack(n)}drawTrack(e){let{canvas:t,context:n}=this;if(!t.clientWidth)return;let s=Zs(t),r=pn(t);r.setTransform(s,0,0,s,0,0);let[o,a]=[t.clientWidth,t.clientHeight];r.clearRect(0,0,o,a);let l=u=>us+u/Math.max(e-1,1)*(o-2*us),c=a-12;r.fillStyle=Si("line"),r.fillRect(us,c,o-2*us,3),r.fillStyle=Si("accent"),r.fillRect(us,c,l(n.store.state.frame)-us,3),this.drawEvents(r,l,c-3,Math.min(Math.max((o-2*us)/e-1,1.5),7));let h=l(n.store.state.frame);r.fillStyle=Si("text"),r.fillRect(h-.75,4,1.5,c-2),r.beginPath(),r.arc(h,c+1.5,6,0,2*Math.PI),r.fill()}drawEvents(e,t,n,s){let{events:r,theme:o,store:a}=this.context,l=Di[o],c=new Map;for(let{frame:f,count:p,kind:y}of r)(y==="FP"||y==="FN")&&c.set(f,(c.get(f)??0)+p);let h=Math.max(...c.values(),1),u=n-16,d=new Map;for(let f of["FN","FP"]){e.fillStyle=l[f],e.globalAlpha=a.state.outcomes.includes(f)?.85:.25;for(let p of r.filter(y=>y.kind===f)){let y=p.count/h*u,m=d.get(p.frame)??0;e.fillRect(t(p.frame)-s/2,n-m-y,s,y),d.set(p.frame,m+y)}}e.globalAlpha=1;for(let{frame:f,kind:p}of r){if(p==="FP"||p==="FN")continue;let y=t(f);e.fillStyle=p==="APPEARS"||p==="LEAVES"?Si("muted"):l[p],e.beginPath(),p==="SWITCH"?e.rect(y-3,4,6,6):p==="HEADING"?(e.moveTo(y,3),e.lineTo(y+4,10.5),e.lineTo(y-4,10.5)):p==="APPEARS"?e.arc(y,7,2,0,2*Math.PI):e.rect(y-2,6.5,4,1),e.fill()}}eventFrames(){let{events:e,store:t,models:n}=this.context,s=new Map(e.map(r=>[`${r.kind} ${r.frame}`,r.count]));return e.filter(({kind:r,frame:o,count:a})=>r==="APPEARS"||r==="LEAVES"?!n.length:t.state.outcomes.includes(r)?r==="SWITCH"||r==="HEADING"||a>(s.get(`${r} ${o-1}`)??0):!1).map(({frame:r})=>r)}scrub(e){let{store:t,segment:n}=this.context,s=this.canvas.getBoundingClientRect(),r=(e.clientX-s.left-us)/(s.width-2*us),o=(n?.length??1)-1;this.playback.pause(),t.set({frame:Math.round(Math.min(Math.max(r,0),1)*o)})}};function Dx(i,e){let{store:t,segment:n}=i.context,s=(n?.length??1)-1,r=hr.indexOf(t.state.speed),o={" ":()=>i.playback.toggle(),ArrowLeft:()=>i.timeline.step(e.shiftKey?-10:-1),ArrowRight:()=>i.timeline.step(e.shiftKey?10:1),Home:()=>i.timeline.step(-s),End:()=>i.timeline.step(s),"[":()=>i.timeline.toEvent(-1),"]":()=>i.timeline.toEvent(1),",":()=>t.set({speed:hr[Math.max(r-1,0)]}),".":()=>t.set({speed:hr[Math.min(r+1,hr.length-1)]}),"?":()=>i.help.showModal(),Escape:()=>t.state.box?i.select(""):i.leave(),0:()=>i.eye.reset(),f:()=>i.eye.flyToSelection(),j:()=>i.errors.step(1),k:()=>i.errors.step(-1),e:()=>i.togglePanel("errors"),d:()=>i.togglePanel("details"),l:()=>i.togglePanel("layers"),c:()=>t.set({color:Js[(Js.indexOf(t.state.color)+1)%Js.length]}),s:()=>{i.sharing.savePicture()},y:()=>{i.sharing.copyLink()},b:()=>i.onTheme()},a=e.key.length===1?e.key.toLowerCase():e.key;if(oE(e.target,a))return!1;let l=Number(a),c=Lx.get(a);if(Object.hasOwn(o,a))o[a]();else if(l>=1&&l<=3)t.set({view:["follow","world","birds-eye"][l-1],eye:[]});else if(l>=4&&l<=8)t.set({view:"camera",camera:l-3,eye:[]});else if(c)t.toggleLayer(c);else return!1;return!0}function oE(i,e){return i.matches("select, input:not([type=checkbox], [type=range])")?!0:i.matches("input[type=range]")?/^(Arrow|Home|End)/.test(e):i.matches("button, summary, input")&&(e===" "||e==="Enter")}var aE={height:"Height",intensity:"Intensity",range:"Range",elongation:"Elongation",lidar:"Lidar",return:"Return",semantic:"Class",instance:"Instance"},ed=class{constructor(e){this.context=e}context;element=N("div",{class:"legend"});shown="";draw(){let{store:e,theme:t,frame:n}=this.context,{color:s,layers:r}=e.state,o=s==="semantic"&&n?.cloud?lE(n.cloud.attributes):"",a=JSON.stringify([t,s,r,e.state.boxes,e.state.layout,this.context.models,[...this.context.outcomes.keys()],o]);a!==this.shown&&(this.shown=a,He(this.element,this.boxes(),e.shows("points")&&e.state.view!=="camera"?this.points(o):null))}boxes(){let{store:e,theme:t,models:n,session:s,outcomes:r}=this.context,o=Di[t],a=(c,h,u="")=>N("li",{},N("i",{class:`swatch ${u}`,style:`border-color:${c}`}),h);return!(n.length>0&&r.size>0)||e.state.boxes==="type"?N("ul",{},...[1,2,4,3].map(c=>a(En(t,c),fn[c]))):n.length>1&&e.state.layout==="overlay"||e.state.boxes==="source"?N("ul",{},...n.map((c,h)=>a(Kn(t,h),s.models[c].name)),a(o.FN,n.length>1?"Missed by both":"Missed","dashed"),a(o.IGNORED,"Label","thin")):N("ul",{},a(o.TP,"True positive"),a(o.FP,"False positive"),a(o.FN,"Missed","dashed"),a(o.SWITCH,"Id switch"),a(o.HEADING,"Wrong heading"),a(o.IGNORED,"Label, not scored","thin"))}points(e){let{store:t,theme:n}=this.context,{color:s}=t.state,{continuous:r,entries:o,limits:a}=Hc(n,s);if(r)return N("div",{class:"scale"},N("span",{},aE[s]),N("div",{class:"ramp",style:`background:${x0(n)}`}),N("div",{class:"limits"},N("span",{},a[0]),N("span",{},a[1])));if(s==="semantic"&&!e)return N("p",{},"Points of this frame have no classes.");let l=new Set(e.split(",").map(Number)),c=s==="semantic"?o.filter((h,u)=>l.has(u+1)):o;return N("ul",{class:"points"},...c.map(([h,u])=>N("li",{},N("i",{class:"dot",style:`background:${u}; color:${en[n].background}`}),h)))}};function lE(i){let e=new Uint32Array(256);for(let t=3;t<i.length;t+=4)e[i[t]]++;return[...e.keys()].filter(t=>t>0&&e[t]>0).join(",")}var Nx=30,Ux='500 11px system-ui, -apple-system, "Segoe UI", Roboto, sans-serif',td=class{constructor(e,t){this.stage=e;this.context=t;this.canvas.className="overlay",this.canvas.setAttribute("aria-hidden","true")}stage;context;canvas=document.createElement("canvas");draw(){let e=pn(this.canvas),t=Zs(this.canvas);e.setTransform(t,0,0,t,0,0),e.clearRect(0,0,this.canvas.clientWidth,this.canvas.clientHeight),e.font=Ux,e.textBaseline="middle";let{models:n,store:s}=this.context,r=n.length===2&&s.state.layout==="side";this.stage.windows.forEach((o,a)=>this.drawNames(e,a,r?[n[a]]:n)),r&&this.drawDivision(e)}drawNames(e,t,n){let{store:s,frame:r,hovered:o}=this.context,{box:a}=s.state,[l,c]=this.stage.windowSpan(t),h=this.canvas.clientHeight,u=[];for(let f of r?.boxes??[]){let p=this.context.style(f,n),y=Bt(f),m=y===a||y===o;if(!p||!m&&(!s.shows("ids")||p.faint&&n.length>0))continue;let g=this.stage.project(new D(f.center[0],f.center[1],f.center[2]+f.size[2]/2+.2),t);g&&u.push({box:f,x:g.x,y:g.y,rank:m?-1:g.depth,color:p.color})}u.sort((f,p)=>f.rank-p.rank);let d=n.length<this.context.models.length?[{left:l,top:0,right:l+160,bottom:36}]:[];for(let{box:f,x:p,y,rank:m,color:g}of u.slice(0,3*Nx)){if(d.length>Nx&&m>=0)break;let S=this.name(f),E=e.measureText(S).width/2+5,b={left:p-E,top:y-19,right:p+E,bottom:y-2};!(b.left>=l+2&&b.right<=l+c-2&&b.top>=2&&b.bottom<=h-2)||d.some(A=>cE(A,b))||(d.push(b),e.globalAlpha=m<0?.95:.72,e.fillStyle=Si("stage"),e.beginPath(),e.roundRect(b.left,b.top,b.right-b.left,17,3),e.fill(),e.globalAlpha=1,e.fillStyle=m<0?Si("text"):g,e.fillText(S,b.left+5,y-10))}}name(e){let t=this.context.scored(e,e.source<0?this.context.models[0]??-1:e.source);if(e.source>=0){let r=t?zr(t):"";return`${{TP:"",FP:"FP",SWITCH:"switch",HEADING:"heading",IGNORED:"not scored"}[r]??""} ${e.score.toFixed(2)}`.trim()}let n=Math.hypot(...e.velocity),s=e.id.length>8?`${e.id.slice(0,6)}\u2026`:e.id||fn[e.type]||"";return t?.outcome==="FN"?`missed ${s}`:n>.5?`${s} ${n.toFixed(1)} m/s`:s}drawDivision(e){let{models:t,session:n,theme:s}=this.context,[r]=this.stage.windowSpan(1);e.fillStyle=Si("line"),e.fillRect(r,0,1,this.canvas.clientHeight),t.forEach((o,a)=>{let[l,c]=this.stage.windowSpan(a),h=hE(e,n.models[o].name,c-40);e.fillStyle=Kn(s,a),e.font=Ux.replace("500 11px","600 13px"),e.fillText(h,l+14,20)})}};function cE(i,e){return i.left<e.right&&e.left<i.right&&i.top<e.bottom&&e.top<i.bottom}function hE(i,e,t){if(i.measureText(e).width<=t)return e;let n=e.length;for(;n>1&&i.measureText(`${e.slice(0,n)}\u2026`).width>t;)n--;return`${e.slice(0,n)}\u2026`}var Ox=100,uE={worst:"Worst first",score:"Highest score",iou:"IoU",heading_error:"Heading error",points:"Most points",range:"Nearest",time:"Time"},dE=[["FP","False pos."],["FN","Missed"],["SWITCH","Id switch"],["HEADING","Heading"],["TP","True pos."],["IGNORED","Not scored"]],fE={ONLY_FIRST_FINDS:["found by {} only",0],ONLY_SECOND_FINDS:["found by {} only",1],ONLY_FIRST_INVENTS:["false positive of {} only",0],ONLY_SECOND_INVENTS:["false positive of {} only",1]},Fx=["segment","model","other","layout","score","iou","outcomes","types","range","weather","sort","everywhere","disagree"],id=class{constructor(e,t){this.context=e;this.onOpen=t;this.element.append(this.controls,this.status,this.list,this.more)}context;onOpen;element=N("div",{class:"panel-body errors"});errors=[];listing=null;chosen=-1;controls=N("div",{class:"filters"});status=N("p",{class:"status",role:"status"});list=N("ol",{class:"error-list",tabindex:-1});more=N("button",{class:"wide",hidden:!0,onclick:()=>{this.load(!0)}},"Show more");abort=new AbortController;timer=0;drawControls(){let{store:e,session:t,theme:n,models:s}=this.context,{state:r}=e;if(!t.models.length){He(this.controls,N("p",{class:"empty"},"There are no predictions. Start the viewer with --preds to see what a model gets wrong."));return}let o=this.listing?.counts??{},a=(h,u,d)=>d.filter(f=>h.includes(f)!==(f===u)),l=N("select",{"aria-label":"Order",onchange:()=>e.set({sort:l.value})},...Lf.map(h=>N("option",{value:h,selected:h===r.sort},uE[h]))),c=N("select",{"aria-label":"Where",onchange:()=>e.set({everywhere:c.value==="all"})},N("option",{value:"one"},"This drive"),N("option",{value:"all",selected:r.everywhere},"All drives"));He(this.controls,s.length>1?N("div",{class:"segmented",role:"radiogroup","aria-label":"List"},N("button",{role:"radio","aria-checked":String(!r.disagree),onclick:()=>e.set({disagree:!1})},t.models[s[0]].name),N("button",{role:"radio","aria-checked":String(r.disagree),"data-value":"disagree",onclick:()=>e.set({disagree:!0})},"Disagreements")):null,this.isDisagreement?null:N("div",{class:"chips",role:"group","aria-label":"Kinds of errors"},...dE.map(([h,u])=>oa(o[h]===void 0?u:`${u} ${mE(o[h])}`,r.outcomes.includes(h),()=>e.set({outcomes:a(r.outcomes,h,Rf)}),Di[n][h],{"data-kind":h,title:Vc[h]}))),N("div",{class:"chips",role:"group","aria-label":"Types of objects"},...[1,2,4,3].map(h=>oa(fn[h],r.types.includes(h),()=>{let u=a(r.types,h,[1,2,3,4]);e.set({types:u.length?u:[1,2,3,4]})},En(n,h),{"data-type":String(h)}))),N("details",{open:this.isOpen,ontoggle:h=>this.isOpen=h.target.open},N("summary",{},"Thresholds and distance"),...sm(this.context),aa("Maximum distance",10,100,5,r.range[1]||100,h=>h<100?`${h} m`:"any",h=>e.set({range:h<100?[0,h]:[0,0]}))),N("div",{class:"pair"},c,this.isDisagreement?null:l),r.everywhere?this.weather():null)}weather(){let{store:e}=this.context,{weather:t}=e.state,n=[...new Set([...this.listing?.weathers??[],...t?[t]:[]])].sort();if(!n.length)return null;let s=N("select",{"aria-label":"Weather",onchange:()=>e.set({weather:s.value})},N("option",{value:""},"Any weather"),...n.map(r=>N("option",{value:r,selected:r===t},ws(r))));return s}isOpen=!1;get isComplete(){return!this.listing||this.listing.scored>=this.listing.segments}get isDisagreement(){return this.context.store.state.disagree&&this.context.models.length>1}async load(e=!1){let{session:t,store:n,models:s}=this.context;if(clearTimeout(this.timer),!t.models.length||!n.state.segment&&!n.state.everywhere)return;this.abort.abort();let r=this.abort=new AbortController;if(!n.state.outcomes.length&&!this.isDisagreement){this.errors=[],this.listing=null,this.drawControls(),this.drawList(),He(this.status,"No kind is chosen.");return}try{let o=await dn(this.path(e?this.errors.length:0),r.signal),a=(o.errors??o.disagreements??[]).map(l=>({...l}));this.errors=e?[...this.errors,...a]:a,e||(this.chosen=-1),this.listing=o,o.scored<o.segments&&(this.timer=window.setTimeout(()=>{this.load()},1e3)),this.drawControls(),this.drawList()}catch(o){if(r.signal.aborted)return;this.listing=null,this.errors=[],this.drawList(),He(this.status,s.length?o.message:"")}}step(e){this.errors.length&&(this.open(Math.min(Math.max(this.chosen+e,0),this.errors.length-1)),this.list.children[this.chosen]?.scrollIntoView({block:"nearest"}))}path(e){let{session:t,store:n,models:s}=this.context,{state:r,matching:o}={state:n.state,matching:this.context.matching},a=r.everywhere?[]:[`segment=${encodeURIComponent(r.segment)}`],l=r.types.length<4?[`types=${r.types.join(",")}`]:[],c=[...e?[`offset=${e}`]:[],...Ox!==100?[`limit=${Ox}`]:[]],h=`api/${encodeURIComponent(t.stamp)}`,u=[...r.range[0]?[`min_range=${r.range[0]}`]:[],...r.range[1]?[`max_range=${r.range[1]}`]:[]],d=r.everywhere&&r.weather?[`weather=${encodeURIComponent(r.weather)}`]:[],f=[...l,...u,...d,...a];if(this.isDisagreement)return`${h}/disagreements?${[`models=${s.join(",")}`,...tm(t,o),...f,...c].join("&")}`;let p=em(t,s[0]??0,o),y=r.outcomes.join(","),m=[...p?[p]:[],...y!=="FP,FN,SWITCH,HEADING"?[`kinds=${y}`]:[],...f,...r.sort!=="worst"?[`sort=${r.sort}`]:[],...c];return`${h}/errors${m.length?`?${m.join("&")}`:""}`}open(e){this.chosen=e,this.drawList(),this.onOpen(this.errors[e])}drawList(){let{listing:e}=this;if(He(this.list,...this.errors.map((t,n)=>this.item(t,n))),this.more.hidden=!e||this.errors.length>=e.total,!e)He(this.status);else{let t=e.scored<e.segments?`, ${e.scored} of ${e.segments} drives scored`:"",n=this.isDisagreement?"disagreement":"result";He(this.status,e.error||`${e.total.toLocaleString("en")} ${n}${e.total===1?"":"s"}${t}`)}}item(e,t){let{theme:n,session:s,models:r,store:o}=this.context,a=fE[e.kind],l=a?Kn(n,a[1]):Di[n][e.kind],c=a?a[0].replace("{}",s.models[r[a[1]]??0]?.name??""):pE(e),h=[e.score===null?null:`score ${e.score.toFixed(2)}`,e.iou===null||e.kind==="FN"?null:`IoU ${e.iou.toFixed(2)}`,e.kind==="HEADING"&&e.heading_error!==null?`${Math.round(e.heading_error*180/Math.PI)}\xB0 off`:null,e.kind==="FN"&&e.num_points!==null?`${e.num_points} points`:null].filter(Boolean).join(" \xB7 ");return N("li",{},N("button",{class:t===this.chosen?"is-chosen":"","data-index":t,onclick:()=>this.open(t)},N("i",{class:"bar",style:`background:${l}`}),N("span",{class:"what"},N("b",{},fn[e.type]??""),` ${c}`),N("span",{class:"where"},`${e.range.toFixed(0)} m`),N("span",{class:"numbers"},h||" "),N("span",{class:"when"},o.state.everywhere?`${e.segment.slice(0,10)} \xB7 `:"",`frame ${e.frame}`)))}};function pE(i){return{FP:{background:"on background",localization:"localized badly",duplicate:"duplicate"}[i.cause]??"false positive",FN:"missed",SWITCH:"switched id",HEADING:"wrong heading",TP:"found",IGNORED:"not scored"}[i.kind]??i.kind.toLowerCase()}function mE(i){return i<1e4?String(i):i<1e6?`${Math.round(i/1e3)}k`:`${(i/1e6).toFixed(1)}M`}var nd=class{constructor(e){this.context=e}context;element=N("div",{class:"panel-body"});draw(){let{segment:e,session:t,frame:n}=this.context;if(!e)return He(this.element);let{info:s}=e,r=s.timestamps_micros,o=r.length>1?(r[r.length-1]-r[0])/1e6:0,a=new Map;for(let l of n?.boxes??[])l.source<0&&a.set(l.type,(a.get(l.type)??0)+1);He(this.element,N("section",{},N("h3",{},"Drive"),Ks([["Segment",s.segment],["Place",s.location?jn(s.location):null],["Time of day",s.time_of_day||null],["Weather",s.weather?ws(s.weather):null],["Frames",`${r.length} in ${o.toFixed(1)} s`],["Cameras",s.cameras.length?String(s.cameras.length):null]])),N("section",{},N("h3",{},"This frame"),Ks([["Time",r[n?.index??0]?`${r[n?.index??0]} \xB5s`:null],["Lidar points",n?.cloud?n.cloud.count.toLocaleString("en"):null],...[...a].sort((l,c)=>c[1]-l[1]).map(([l,c])=>[`${fn[l]??""} labels`,String(c)])])),N("section",{},N("h3",{},"Data"),Ks([["Dataset",t.title],["Task",t.title_task],["Models",t.models.map(({name:l})=>l).join(", ")||null],["waymo-kit",t.version]])))}};var sd=class{constructor(e,t,n,s){this.context=e;this.isReady=t;this.buffered=n;this.onChange=s}context;isReady;buffered;onChange;isPlaying=!1;shown=0;dropped=0;stalls=0;lasted=0;start=0;first=0;waiting=!1;toggle(){this.isPlaying?this.pause():this.play()}play(){let{store:e,segment:t}=this.context;!t||this.isPlaying||(e.state.frame>=t.length-1&&e.set({frame:0}),Object.assign(this,{isPlaying:!0,shown:0,dropped:0,stalls:0,waiting:!0}),this.restart(),this.onChange(),requestAnimationFrame(()=>this.tick()))}pause(){this.isPlaying&&(this.isPlaying=!1,this.onChange())}restart(){this.start=performance.now(),this.first=this.context.store.state.frame}tick(){if(!this.isPlaying)return;requestAnimationFrame(()=>this.tick());let{store:e,segment:t}=this.context,n=(t?.length??1)-1,s=e.state.frame;if(this.waiting){if(!this.isReady(s+1,this.buffered))return;this.waiting=!1,this.restart()}let r=this.first+(performance.now()-this.start)*e.state.speed/100;if(s>=n||r<s+1)return;let o=Math.min(Math.max(s+1,Math.floor(r-1)),n);if(!this.isReady(o,1)){this.stalls++,this.waiting=!0;return}this.dropped+=o-s-1,this.shown++,this.lasted=performance.now()-this.start,e.set({frame:o}),e.state.frame>=n&&this.pause()}};function rd(i){let e=new rt().makeRotationZ(i.heading);return e.scale(new D(...i.size)),e.setPosition(...i.center)}var gE=[0,1,2,3,4,5,6,7].map(i=>[i&1?.5:-.5,i&2?.5:-.5,i&4?.5:-.5]),yE=[[0,1],[2,3],[4,5],[6,7],[0,2],[1,3],[4,6],[5,7],[0,4],[1,5],[2,6],[3,7]];function ol(i,e=0){let t=Math.cos(i.heading),n=Math.sin(i.heading),s=(l,c,h)=>{let u=l*(i.size[0]+e),d=c*(i.size[1]+e);return[i.center[0]+t*u-n*d,i.center[1]+n*u+t*d,i.center[2]+h*(i.size[2]+e)]},r=gE.map(l=>s(l[0],l[1],l[2])),o=yE.flatMap(([l,c])=>[...r[l],...r[c]]),a=s(.5,0,-.5);return[...o,...s(.22,-.5,-.5),...a,...s(.22,.5,-.5),...a]}function Bx(i,e,t){let n=Math.cos(e.heading),s=Math.sin(e.heading),r=[i.origin.x-e.center[0],i.origin.y-e.center[1],i.origin.z-e.center[2]],o=[n*r[0]+s*r[1],-s*r[0]+n*r[1],r[2]],a=i.direction,l=[n*a.x+s*a.y,-s*a.x+n*a.y,a.z],c=-1/0,h=1/0;for(let u=0;u<3;u++){let d=e.size[u]/2+t,f=(-d-o[u])/l[u],p=(d-o[u])/l[u];c=Math.max(c,Math.min(f,p)),h=Math.min(h,Math.max(f,p))}return c<=h&&h>0?Math.max(c,0):1/0}function kx(i){let[e,t]=i.velocity,n=Math.hypot(e,t);if(!(n>.5))return[];let s=i.center[2]-i.size[2]/2+.1,r=[i.center[0]+e,i.center[1]+t,s],[o,a]=[e/n,t/n],l=Math.min(.8,.4*n),c=h=>[r[0]-l*(o+h*.6*a),r[1]-l*(a-h*.6*o),s];return[i.center[0],i.center[1],s,...r,...c(1),...r,...c(-1),...r]}var xE=4,od=class{constructor(e,t,n,s,r){this.context=e;this.stage=t;this.select=n;this.hovered=s;this.isIdle=r;let{canvas:o}=t,a=null;o.addEventListener("pointerdown",l=>a=[l.clientX,l.clientY]),o.addEventListener("pointerup",l=>{if(!a||l.button!==0||Math.hypot(l.clientX-a[0],l.clientY-a[1])>xE)return;let c=this.boxAt(l.offsetX,l.offsetY);this.select(c?Bt(c):"")}),o.addEventListener("pointermove",l=>{l.buttons||l.pointerType==="touch"||!this.isIdle()||this.hover(this.boxAt(l.offsetX,l.offsetY))}),o.addEventListener("pointerleave",()=>this.hover(null))}context;stage;select;hovered;isIdle;boxAt(e,t){let{context:n}=this,{window:s,caster:r}=this.stage.rayAt(e,t),a=n.models.length===2&&n.store.state.layout==="side"?[n.models[s]]:n.models,l=null,c=1/0;for(let h of n.frame?.boxes??[]){let u=n.style(h,a);if(!u)continue;let d=Bx(r.ray,h,.15)+(u.faint?.8:0);d<c&&([l,c]=[h,d])}return l}hover(e){let t=e?Bt(e):"";t!==this.context.hovered&&(this.context.hovered=t,this.stage.canvas.style.cursor=t?"pointer":"",this.hovered())}};me.line={worldUnits:{value:1},linewidth:{value:1},resolution:{value:new Be},dashOffset:{value:0},dashScale:{value:1},dashSize:{value:1},gapSize:{value:1}};_i.line={uniforms:tl.merge([me.common,me.fog,me.line]),vertexShader:`
		#include <common>
		#include <color_pars_vertex>
		#include <fog_pars_vertex>
		#include <logdepthbuf_pars_vertex>
		#include <clipping_planes_pars_vertex>

		uniform float linewidth;
		uniform vec2 resolution;

		attribute vec3 instanceStart;
		attribute vec3 instanceEnd;

		attribute vec3 instanceColorStart;
		attribute vec3 instanceColorEnd;

		#ifdef WORLD_UNITS

			varying vec4 worldPos;
			varying vec3 worldStart;
			varying vec3 worldEnd;

			#ifdef USE_DASH

				varying vec2 vUv;

			#endif

		#else

			varying vec2 vUv;

		#endif

		#ifdef USE_DASH

			uniform float dashScale;
			attribute float instanceDistanceStart;
			attribute float instanceDistanceEnd;
			varying float vLineDistance;

		#endif

		float trimSegmentAlpha( const in vec4 start, const in vec4 end ) {

			// compute the interpolation factor needed to trim the segment so it terminates
			// between the camera plane and the near plane

			// conservative estimate of the near plane
			float a = projectionMatrix[ 2 ][ 2 ]; // 3nd entry in 3th column
			float b = projectionMatrix[ 3 ][ 2 ]; // 3nd entry in 4th column

			// we need different nearEstimate formula for reversed and default depth buffer
			// a is positive with a reversed depth buffer so it can be used for controlling the code flow
			float nearEstimate = ( a > 0.0 ) ? ( - b / ( a + 1.0 ) ) : ( - 0.5 * b / a );

			return ( nearEstimate - start.z ) / ( end.z - start.z );

		}

		void main() {

			#ifdef USE_COLOR

				vColor.xyz = ( position.y < 0.5 ) ? instanceColorStart : instanceColorEnd;

			#endif

			float aspect = resolution.x / resolution.y;

			// camera space
			vec4 start = modelViewMatrix * vec4( instanceStart, 1.0 );
			vec4 end = modelViewMatrix * vec4( instanceEnd, 1.0 );

			#ifdef USE_DASH

				float lineDistanceStart = dashScale * instanceDistanceStart;
				float lineDistanceEnd = dashScale * instanceDistanceEnd;

			#endif

			#ifdef WORLD_UNITS

				worldStart = start.xyz;
				worldEnd = end.xyz;

			#else

				vUv = uv;

			#endif

			// special case for perspective projection, and segments that terminate either in, or behind, the camera plane
			// clearly the gpu firmware has a way of addressing this issue when projecting into ndc space
			// but we need to perform ndc-space calculations in the shader, so we must address this issue directly
			// perhaps there is a more elegant solution -- WestLangley

			bool perspective = ( projectionMatrix[ 2 ][ 3 ] == - 1.0 ); // 4th entry in the 3rd column

			if ( perspective ) {

				if ( start.z < 0.0 && end.z >= 0.0 ) {

					float alpha = trimSegmentAlpha( start, end );
					end.xyz = mix( start.xyz, end.xyz, alpha );

					#ifdef USE_DASH

						lineDistanceEnd = mix( lineDistanceStart, lineDistanceEnd, alpha );

					#endif

				} else if ( end.z < 0.0 && start.z >= 0.0 ) {

					float alpha = trimSegmentAlpha( end, start );
					start.xyz = mix( end.xyz, start.xyz, alpha );

					#ifdef USE_DASH

						lineDistanceStart = mix( lineDistanceEnd, lineDistanceStart, alpha );

					#endif

				}

			}

			#ifdef USE_DASH

				vLineDistance = ( position.y < 0.5 ) ? lineDistanceStart : lineDistanceEnd;
				vUv = uv;

			#endif

			// clip space
			vec4 clipStart = projectionMatrix * start;
			vec4 clipEnd = projectionMatrix * end;

			// ndc space
			vec3 ndcStart = clipStart.xyz / clipStart.w;
			vec3 ndcEnd = clipEnd.xyz / clipEnd.w;

			// direction
			vec2 dir = ndcEnd.xy - ndcStart.xy;

			// account for clip-space aspect ratio
			dir.x *= aspect;
			dir = normalize( dir );

			#ifdef WORLD_UNITS

				vec3 worldDir = normalize( end.xyz - start.xyz );
				vec3 tmpFwd = perspective ? normalize( mix( start.xyz, end.xyz, 0.5 ) ) : vec3( 0.0, 0.0, - 1.0 );
				vec3 worldUp = normalize( cross( worldDir, tmpFwd ) );
				vec3 worldFwd = cross( worldDir, worldUp );
				worldPos = position.y < 0.5 ? start: end;

				// height offset
				float hw = linewidth * 0.5;
				worldPos.xyz += position.x < 0.0 ? hw * worldUp : - hw * worldUp;

				// don't extend the line if we're rendering dashes because we
				// won't be rendering the endcaps
				#ifndef USE_DASH

					// cap extension
					worldPos.xyz += position.y < 0.5 ? - hw * worldDir : hw * worldDir;

					// add width to the box
					worldPos.xyz += worldFwd * hw;

					// endcaps
					if ( position.y > 1.0 || position.y < 0.0 ) {

						worldPos.xyz -= worldFwd * 2.0 * hw;

					}

				#endif

				// project the worldpos
				vec4 clip = projectionMatrix * worldPos;

				// shift the depth of the projected points so the line
				// segments overlap neatly
				vec3 clipPose = ( position.y < 0.5 ) ? ndcStart : ndcEnd;

				// only shift the depth of vertices in front of the camera (#35137)
				if ( clip.w > 0.0 ) clip.z = clipPose.z * clip.w;

			#else

				vec2 offset = vec2( dir.y, - dir.x );
				// undo aspect ratio adjustment
				dir.x /= aspect;
				offset.x /= aspect;

				// sign flip
				if ( position.x < 0.0 ) offset *= - 1.0;

				// endcaps
				if ( position.y < 0.0 ) {

					offset += - dir;

				} else if ( position.y > 1.0 ) {

					offset += dir;

				}

				// adjust for linewidth
				offset *= linewidth;

				// adjust for clip-space to screen-space conversion // maybe resolution should be based on viewport ...
				offset /= resolution.y;

				// select end
				vec4 clip = ( position.y < 0.5 ) ? clipStart : clipEnd;

				// back to clip space
				offset *= clip.w;

				clip.xy += offset;

			#endif

			gl_Position = clip;

			vec4 mvPosition = ( position.y < 0.5 ) ? start : end; // this is an approximation

			#include <logdepthbuf_vertex>
			#include <clipping_planes_vertex>
			#include <fog_vertex>

		}
		`,fragmentShader:`
		uniform vec3 diffuse;
		uniform float opacity;
		uniform float linewidth;

		#ifdef USE_DASH

			uniform float dashOffset;
			uniform float dashSize;
			uniform float gapSize;

		#endif

		varying float vLineDistance;

		#ifdef WORLD_UNITS

			varying vec4 worldPos;
			varying vec3 worldStart;
			varying vec3 worldEnd;

			#ifdef USE_DASH

				varying vec2 vUv;

			#endif

		#else

			varying vec2 vUv;

		#endif

		#include <common>
		#include <color_pars_fragment>
		#include <fog_pars_fragment>
		#include <logdepthbuf_pars_fragment>
		#include <clipping_planes_pars_fragment>

		vec2 closestLineToLine(vec3 p1, vec3 p2, vec3 p3, vec3 p4) {

			float mua;
			float mub;

			vec3 p13 = p1 - p3;
			vec3 p43 = p4 - p3;

			vec3 p21 = p2 - p1;

			float d1343 = dot( p13, p43 );
			float d4321 = dot( p43, p21 );
			float d1321 = dot( p13, p21 );
			float d4343 = dot( p43, p43 );
			float d2121 = dot( p21, p21 );

			float denom = d2121 * d4343 - d4321 * d4321;

			float numer = d1343 * d4321 - d1321 * d4343;

			mua = numer / denom;
			mua = clamp( mua, 0.0, 1.0 );
			mub = ( d1343 + d4321 * ( mua ) ) / d4343;
			mub = clamp( mub, 0.0, 1.0 );

			return vec2( mua, mub );

		}

		void main() {

			float alpha = opacity;
			vec4 diffuseColor = vec4( diffuse, alpha );

			#include <clipping_planes_fragment>

			#ifdef USE_DASH

				if ( vUv.y < - 1.0 || vUv.y > 1.0 ) discard; // discard endcaps

				if ( mod( vLineDistance + dashOffset, dashSize + gapSize ) > dashSize ) discard; // todo - FIX

			#endif

			#ifdef WORLD_UNITS

				float len;

				if ( isOrthographic ) {

					// View rays are parallel to the z axis so the distance reduces to camera-space XY
					vec2 lineDir = worldEnd.xy - worldStart.xy;
					float t = clamp( dot( worldPos.xy - worldStart.xy, lineDir ) / dot( lineDir, lineDir ), 0.0, 1.0 );
					len = length( worldStart.xy + lineDir * t - worldPos.xy );

				} else {

					// Find the closest points on the view ray and the line segment
					vec3 rayEnd = normalize( worldPos.xyz ) * 1e5;
					vec3 lineDir = worldEnd - worldStart;
					vec2 params = closestLineToLine( worldStart, worldEnd, vec3( 0.0, 0.0, 0.0 ), rayEnd );

					vec3 p1 = worldStart + lineDir * params.x;
					vec3 p2 = rayEnd * params.y;
					vec3 delta = p1 - p2;
					len = length( delta );

				}

				float norm = len / linewidth;

				#ifndef USE_DASH

					#ifdef USE_ALPHA_TO_COVERAGE

						float dnorm = fwidth( norm );
						alpha = 1.0 - smoothstep( 0.5 - dnorm, 0.5 + dnorm, norm );

					#else

						if ( norm > 0.5 ) {

							discard;

						}

					#endif

				#endif

			#else

				#ifdef USE_ALPHA_TO_COVERAGE

					// artifacts appear on some hardware if a derivative is taken within a conditional
					float a = vUv.x;
					float b = ( vUv.y > 0.0 ) ? vUv.y - 1.0 : vUv.y + 1.0;
					float len2 = a * a + b * b;
					float dlen = fwidth( len2 );

					if ( abs( vUv.y ) > 1.0 ) {

						alpha = 1.0 - smoothstep( 1.0 - dlen, 1.0 + dlen, len2 );

					}

				#else

					if ( abs( vUv.y ) > 1.0 ) {

						float a = vUv.x;
						float b = ( vUv.y > 0.0 ) ? vUv.y - 1.0 : vUv.y + 1.0;
						float len2 = a * a + b * b;

						if ( len2 > 1.0 ) discard;

					}

				#endif

			#endif

			#include <logdepthbuf_fragment>
			#include <color_fragment>

			gl_FragColor = vec4( diffuseColor.rgb, alpha );

			#include <tonemapping_fragment>
			#include <colorspace_fragment>
			#include <fog_fragment>
			#include <premultiplied_alpha_fragment>

		}
		`};var Eo=class extends rn{constructor(e){super({type:"LineMaterial",uniforms:tl.clone(_i.line.uniforms),vertexShader:_i.line.vertexShader,fragmentShader:_i.line.fragmentShader,clipping:!0}),this.isLineMaterial=!0,this.setValues(e)}get color(){return this.uniforms.diffuse.value}set color(e){this.uniforms.diffuse.value=e}get worldUnits(){return"WORLD_UNITS"in this.defines}set worldUnits(e){e===!0!==this.worldUnits&&(this.needsUpdate=!0),e===!0?this.defines.WORLD_UNITS="":delete this.defines.WORLD_UNITS}get linewidth(){return this.uniforms.linewidth.value}set linewidth(e){this.uniforms.linewidth&&(this.uniforms.linewidth.value=e)}get dashed(){return"USE_DASH"in this.defines}set dashed(e){e===!0!==this.dashed&&(this.needsUpdate=!0),e===!0?this.defines.USE_DASH="":delete this.defines.USE_DASH}get dashScale(){return this.uniforms.dashScale.value}set dashScale(e){this.uniforms.dashScale.value=e}get dashSize(){return this.uniforms.dashSize.value}set dashSize(e){this.uniforms.dashSize.value=e}get dashOffset(){return this.uniforms.dashOffset.value}set dashOffset(e){this.uniforms.dashOffset.value=e}get gapSize(){return this.uniforms.gapSize.value}set gapSize(e){this.uniforms.gapSize.value=e}get opacity(){return this.uniforms.opacity.value}set opacity(e){this.uniforms&&(this.uniforms.opacity.value=e)}get resolution(){return this.uniforms.resolution.value}set resolution(e){this.uniforms.resolution.value.copy(e)}get alphaToCoverage(){return"USE_ALPHA_TO_COVERAGE"in this.defines}set alphaToCoverage(e){this.defines&&(e===!0!==this.alphaToCoverage&&(this.needsUpdate=!0),e===!0?this.defines.USE_ALPHA_TO_COVERAGE="":delete this.defines.USE_ALPHA_TO_COVERAGE)}};var zx=new yi,ad=new D,ur=class extends Va{constructor(){super(),this.isLineSegmentsGeometry=!0,this.type="LineSegmentsGeometry";let e=[-1,2,0,1,2,0,-1,1,0,1,1,0,-1,0,0,1,0,0,-1,-1,0,1,-1,0],t=[-1,2,1,2,-1,1,1,1,-1,-1,1,-1,-1,-2,1,-2],n=[0,2,1,2,3,1,2,4,3,4,5,3,4,6,5,6,7,5];this.setIndex(n),this.setAttribute("position",new qt(e,3)),this.setAttribute("uv",new qt(t,2))}applyMatrix4(e){let t=this.attributes.instanceStart,n=this.attributes.instanceEnd;return t!==void 0&&(t.applyMatrix4(e),n.applyMatrix4(e),t.needsUpdate=!0),this.boundingBox!==null&&this.computeBoundingBox(),this.boundingSphere!==null&&this.computeBoundingSphere(),this}setPositions(e){let t;e instanceof Float32Array?t=e:Array.isArray(e)&&(t=new Float32Array(e));let n=new Rn(t,6,1);return this.setAttribute("instanceStart",new Ei(n,3,0)),this.setAttribute("instanceEnd",new Ei(n,3,3)),this.instanceCount=this.attributes.instanceStart.count,this.computeBoundingBox(),this.computeBoundingSphere(),this}setColors(e){let t;e instanceof Float32Array?t=e:Array.isArray(e)&&(t=new Float32Array(e));let n=new Rn(t,6,1);return this.setAttribute("instanceColorStart",new Ei(n,3,0)),this.setAttribute("instanceColorEnd",new Ei(n,3,3)),this}fromWireframeGeometry(e){return this.setPositions(e.attributes.position.array),this}fromEdgesGeometry(e){return this.setPositions(e.attributes.position.array),this}fromMesh(e){return this.fromWireframeGeometry(new Ba(e.geometry)),this}fromLineSegments(e){let t=e.geometry;return this.setPositions(t.attributes.position.array),this}computeBoundingBox(){this.boundingBox===null&&(this.boundingBox=new yi);let e=this.attributes.instanceStart,t=this.attributes.instanceEnd;e!==void 0&&t!==void 0&&(this.boundingBox.setFromBufferAttribute(e),zx.setFromBufferAttribute(t),this.boundingBox.union(zx))}computeBoundingSphere(){this.boundingSphere===null&&(this.boundingSphere=new Ti),this.boundingBox===null&&this.computeBoundingBox();let e=this.attributes.instanceStart,t=this.attributes.instanceEnd;if(e!==void 0&&t!==void 0){let n=this.boundingSphere.center;this.boundingBox.getCenter(n);let s=0;for(let r=0,o=e.count;r<o;r++)ad.fromBufferAttribute(e,r),s=Math.max(s,n.distanceToSquared(ad)),ad.fromBufferAttribute(t,r),s=Math.max(s,n.distanceToSquared(ad));this.boundingSphere.radius=Math.sqrt(s),isNaN(this.boundingSphere.radius)&&console.error("THREE.LineSegmentsGeometry.computeBoundingSphere(): Computed radius is NaN. The instanced position data is likely to have NaN values.",this)}}toJSON(){}};var rm=new gt,Vx=new D,Hx=new D,ii=new gt,ni=new gt,Ln=new gt,om=new D,am=new rt,si=new Ga,Gx=new D,ld=new yi,cd=new Ti,Dn=new gt,Nn,dr;function Wx(i,e,t){return Dn.set(0,0,-e,1).applyMatrix4(i.projectionMatrix),Dn.multiplyScalar(1/Dn.w),Dn.x=dr/t.width,Dn.y=dr/t.height,Dn.applyMatrix4(i.projectionMatrixInverse),Dn.multiplyScalar(1/Dn.w),Math.abs(Math.max(Dn.x,Dn.y))}function vE(i,e){let t=i.matrixWorld,n=i.geometry,s=n.attributes.instanceStart,r=n.attributes.instanceEnd,o=Math.min(n.instanceCount,s.count);for(let a=0,l=o;a<l;a++){si.start.fromBufferAttribute(s,a),si.end.fromBufferAttribute(r,a),si.applyMatrix4(t);let c=new D,h=new D;Nn.distanceSqToSegment(si.start,si.end,h,c),h.distanceTo(c)<dr*.5&&e.push({point:h,pointOnLine:c,distance:Nn.origin.distanceTo(h),object:i,face:null,faceIndex:a,uv:null,uv1:null})}}function _E(i,e,t){let n=e.projectionMatrix,r=i.material.resolution,o=i.matrixWorld,a=i.geometry,l=a.attributes.instanceStart,c=a.attributes.instanceEnd,h=Math.min(a.instanceCount,l.count),u=-e.near;Nn.at(1,Ln),Ln.w=1,Ln.applyMatrix4(e.matrixWorldInverse),Ln.applyMatrix4(n),Ln.multiplyScalar(1/Ln.w),Ln.x*=r.x/2,Ln.y*=r.y/2,Ln.z=0,om.copy(Ln),am.multiplyMatrices(e.matrixWorldInverse,o);for(let d=0,f=h;d<f;d++){if(ii.fromBufferAttribute(l,d),ni.fromBufferAttribute(c,d),ii.w=1,ni.w=1,ii.applyMatrix4(am),ni.applyMatrix4(am),ii.z>u&&ni.z>u)continue;if(ii.z>u){let E=ii.z-ni.z,b=(ii.z-u)/E;ii.lerp(ni,b)}else if(ni.z>u){let E=ni.z-ii.z,b=(ni.z-u)/E;ni.lerp(ii,b)}ii.applyMatrix4(n),ni.applyMatrix4(n),ii.multiplyScalar(1/ii.w),ni.multiplyScalar(1/ni.w),ii.x*=r.x/2,ii.y*=r.y/2,ni.x*=r.x/2,ni.y*=r.y/2,si.start.copy(ii),si.start.z=0,si.end.copy(ni),si.end.z=0;let y=si.closestPointToPointParameter(om,!0);si.at(y,Gx);let m=el.lerp(ii.z,ni.z,y),g=m>=-1&&m<=1,S=om.distanceTo(Gx)<dr*.5;if(g&&S){si.start.fromBufferAttribute(l,d),si.end.fromBufferAttribute(c,d),si.start.applyMatrix4(o),si.end.applyMatrix4(o);let E=new D,b=new D;Nn.distanceSqToSegment(si.start,si.end,b,E),t.push({point:b,pointOnLine:E,distance:Nn.origin.distanceTo(b),object:i,face:null,faceIndex:d,uv:null,uv1:null})}}}var hd=class extends Ai{constructor(e=new ur,t=new Eo({color:Math.random()*16777215})){super(e,t),this.isLineSegments2=!0,this.type="LineSegments2"}computeLineDistances(){let e=this.geometry,t=e.attributes.instanceStart,n=e.attributes.instanceEnd,s=new Float32Array(2*t.count);for(let o=0,a=0,l=t.count;o<l;o++,a+=2)Vx.fromBufferAttribute(t,o),Hx.fromBufferAttribute(n,o),s[a]=a===0?0:s[a-1],s[a+1]=s[a]+Vx.distanceTo(Hx);let r=new Rn(s,2,1);return e.setAttribute("instanceDistanceStart",new Ei(r,1,0)),e.setAttribute("instanceDistanceEnd",new Ei(r,1,1)),this}raycast(e,t){let n=this.material.worldUnits,s=e.camera;if(s===null&&!n&&console.error('LineSegments2: "Raycaster.camera" needs to be set in order to raycast against LineSegments2 while worldUnits is set to false.'),n===!1&&(this.material.resolution.x===0||this.material.resolution.y===0))return;let r=e.params.Line2!==void 0&&e.params.Line2.threshold||0;Nn=e.ray;let o=this.matrixWorld,a=this.geometry,l=this.material;dr=l.linewidth+r,a.boundingSphere===null&&a.computeBoundingSphere(),cd.copy(a.boundingSphere).applyMatrix4(o);let c;if(n)c=dr*.5;else{let u=Math.max(s.near,cd.distanceToPoint(Nn.origin));c=Wx(s,u,l.resolution)}if(cd.radius+=c,Nn.intersectsSphere(cd)===!1)return;a.boundingBox===null&&a.computeBoundingBox(),ld.copy(a.boundingBox).applyMatrix4(o);let h;if(n)h=dr*.5;else{let u=Math.max(s.near,ld.distanceToPoint(Nn.origin));h=Wx(s,u,l.resolution)}ld.expandByScalar(h),Nn.intersectsBox(ld)!==!1&&(n?vE(this,t):_E(this,s,t))}onBeforeRender(e){let t=this.material.uniforms;t&&t.resolution&&(e.getViewport(rm),this.material.uniforms.resolution.value.set(rm.z,rm.w))}};var ln=class{object;material;capacity=0;constructor(e,{dash:t=0,opacity:n=1}={}){this.material=new Eo({linewidth:e,vertexColors:!0,transparent:n<1,opacity:n,dashed:t>0,dashSize:t,gapSize:.7*t}),this.object=new hd(new ur,this.material),this.object.frustumCulled=!1,this.object.visible=!1}set(e,t){if(this.object.visible=t.length>0,!t.length)return;t.length>this.capacity&&this.reserve(2*t.length);let{geometry:n}=this.object;lm(n,"instanceStart",e),lm(n,"instanceColorStart",Xx(t)),this.material.dashed&&lm(n,"instanceDistanceStart",bE(e)),n.instanceCount=t.length}reserve(e){this.capacity=e,this.object.geometry.dispose();let t=new ur;if(t.setPositions(new Float32Array(6*e)),t.setColors(new Float32Array(6*e)),this.material.dashed){let n=new Rn(new Float32Array(2*e),2,1);t.setAttribute("instanceDistanceStart",new Ei(n,1,0)),t.setAttribute("instanceDistanceEnd",new Ei(n,1,1))}this.object.geometry=t}},al=class{object=new La(new jt,new po({vertexColors:!0}));constructor(){this.object.frustumCulled=!1,this.object.visible=!1}set(e,t){this.object.visible=t.length>0,this.object.geometry.dispose(),this.object.geometry=new jt,this.object.geometry.setAttribute("position",new ti(new Float32Array(e),3)),this.object.geometry.setAttribute("color",new ti(Xx(t),3))}};function lm(i,e,t){let n=i.getAttribute(e).data;n.array.set(t),n.clearUpdateRanges(),n.addUpdateRange(0,t.length),n.needsUpdate=!0}function bE(i){let e=new Float32Array(i.length/3);for(let t=0;t<i.length;t+=6)e[t/3+1]=Math.hypot(i[t+3]-i[t],i[t+4]-i[t+1],i[t+5]-i[t+2]);return e}function Xx(i){let e=new Float32Array(6*i.length);return i.forEach(({r:t,g:n,b:s},r)=>e.set([t,n,s,t,n,s],6*r)),e}var $x=4096,fr=class{group=new Bi;plain=new ln(2);faint=new ln(1.2,{opacity:.55});dashed=new ln(2.4,{dash:.35});arrows=new ln(2,{opacity:.9});faces;constructor(){let e=new fo({transparent:!0,opacity:.1,depthWrite:!1,side:on});this.faces=new Pa(new Ps(1,1,1),e,$x),this.faces.frustumCulled=!1,this.faces.count=0,this.group.add(this.faces,this.plain.object,this.faint.object,this.dashed.object,this.arrows.object)}set(e,t,n,s=0){let r={plain:[],faint:[],dashed:[],arrows:[]},o={plain:[],faint:[],dashed:[],arrows:[]},a=(c,h,u)=>{r[c].push(...h);for(let d=0;d<h.length/6;d++)o[c].push(u)},l=0;e.forEach((c,h)=>{let u=t[h],d=new Ge(u.color);a(u.dashed?"dashed":u.faint?"faint":"plain",ol(c,s),d),n&&a("arrows",kx(c),d),!u.faint&&l<$x&&(this.faces.setMatrixAt(l,rd(c)),this.faces.setColorAt(l++,d))}),this.faces.count=l,this.faces.visible=l>0;for(let c of[this.faces.instanceMatrix,this.faces.instanceColor])c?.clearUpdateRanges(),c?.addUpdateRange(0,c.itemSize*l),c&&(c.needsUpdate=!0);for(let c of["plain","faint","dashed","arrows"])this[c].set(r[c],o[c])}};var Yx=["height","range","intensity","elongation","lidar","return","semantic","instance"],SE=`${Yx.map((i,e)=>`#define ${i.toUpperCase()} ${e}`).join(`
`)}
precision highp float;
in ivec4 position;
in uvec4 attributes;
uniform mat4 modelViewMatrix, projectionMatrix, box;
uniform float scale, size, minSize, maxSize, orthographicSize;
uniform vec2 limits;
uniform int mode;
uniform bool hasBox;
uniform vec3 highlight;
uniform sampler2D colors;
out vec3 color;
void main() {
  vec3 place = vec3(position.xyz) * scale;
  vec4 values = vec4(attributes);
  vec4 eye = modelViewMatrix * vec4(place, 1.0);
  gl_Position = projectionMatrix * eye;
  float value = mode == HEIGHT ? place.z : mode == RANGE ? length(place) : mode == INTENSITY ? values.x
    : mode == ELONGATION ? values.y : mode == LIDAR ? mod(values.z, 8.0) : mode == RETURN ? (mod(values.z, 16.0) < 8.0 ? 1.0 : 2.0)
    : mode == SEMANTIC ? values.w : float(position.w & 0xffff);
  float at = mode >= LIDAR ? mod(value, 256.0) / 255.0 : (value - limits.x) / (limits.y - limits.x);
  color = texture(colors, vec2(clamp(at, 0.0, 1.0) * (255.0 / 256.0) + 0.5 / 256.0, 0.5)).rgb;
  float width = orthographicSize > 0.0 ? orthographicSize : size / max(-eye.z, 1.0);
  width = clamp(width, minSize, maxSize);
  if (hasBox) {
    vec3 inside = abs((box * vec4(place, 1.0)).xyz);
    if (max(inside.x, max(inside.y, inside.z)) <= 0.5) {
      color = highlight;
      width += minSize;
    }
  }
  gl_PointSize = width;
}`,wE=`precision mediump float;
in vec3 color;
out vec4 result;
void main() { result = vec4(color, 1.0); }`,ME={height:[-1,4],range:[0,75],intensity:[0,200],elongation:[0,192]},ud=class{object;cloud=null;capacity=0;texture=new nr(new Uint8Array(1024),256,1,Wi);constructor(){this.texture.magFilter=this.texture.minFilter=Nt;let e=new mo({glslVersion:Qa,vertexShader:SE,fragmentShader:wE,uniforms:{scale:{value:1},size:{value:60},minSize:{value:1.5},maxSize:{value:5},orthographicSize:{value:0},limits:{value:[0,255]},mode:{value:0},box:{value:new rt},hasBox:{value:!1},highlight:{value:[1,1,1]},colors:{value:this.texture}}});this.object=new Da(new jt,e),this.object.frustumCulled=!1}setCloud(e){if(e!==this.cloud){if(this.cloud=e,e){this.reserve(e.count),this.object.material.uniforms.scale.value=e.scale;let t=this.write("position",e.count);for(let n=0;n<e.count;n++){for(let s=0;s<3;s++)t[4*n+s]=e.xyz[3*n+s];t[4*n+3]=e.instances?.[n]??0}this.write("attributes",e.count).set(e.attributes)}this.object.geometry.setDrawRange(0,e?.count??0)}}reserve(e){if(e<=this.capacity)return;this.capacity=Math.ceil(1.1*e),this.object.geometry.dispose(),this.object.geometry=new jt;let t=(n,s)=>{let r=new ti(s,4).setUsage(Np);r.gpuType=wo,this.object.geometry.setAttribute(n,r)};t("position",new Int16Array(4*this.capacity)),t("attributes",new Uint8Array(4*this.capacity))}write(e,t){let n=this.object.geometry.getAttribute(e);return n.clearUpdateRanges(),n.addUpdateRange(0,4*t),n.needsUpdate=!0,n.array}setColors(e,t){let n=this.object.material.uniforms;n.mode.value=Yx.indexOf(e),n.limits.value=ME[e]??[0,255],n.highlight.value=Zn(en[t].selected).map(s=>s/255),this.texture.image.data=la(t,e),this.texture.needsUpdate=!0}setBox(e){let t=this.object.material.uniforms;t.hasBox.value=e!==null,e&&t.box.value.copy(e).invert()}setSize(e,t){let n=this.object.material.uniforms;n.size.value=36*e,n.minSize.value=1.5*e,n.maxSize.value=3*e,n.orthographicSize.value=t}};var TE=[25,50,75],qx=30,jx={lane:["#24404f","#b9d0dc"],road_line:["#5d6b78","#9aa7b2"],road_edge:["#7a6a58","#8f7c66"],stop_sign:["#c65a4a","#b3261e"],crosswalk:["#6d7f92","#8796a5"],speed_bump:["#8f8450","#8a7a1a"],driveway:["#3d4a57","#b4bdc6"]},dd=class{constructor(e){this.stage=e;e.vehicle.matrixAutoUpdate=!1,e.vehicle.add(this.ground.object,this.points.object,this.labels.group,this.otherLabels.group,this.predictions[0].group,this.predictions[1].group,this.selection.object,this.hover.object),this.world.add(this.map.object,this.zones.object,this.trails.object),e.scene.add(this.world),this.selection.object.renderOrder=2,e.onBefore=t=>this.points.setSize(e.renderer.getPixelRatio(),t)}stage;points=new ud;labels=new fr;predictions=[new fr,new fr];otherLabels=new fr;selection=new ln(3.2);hover=new ln(2.4,{opacity:.8});trails=new ln(1.6,{opacity:.75});zones=new ln(1.6,{dash:.8});map=new al;ground=new al;world=new Bi;pose=new rt;mapFeatures=[];anchor(e){return e==="world"?this.world:this.stage.vehicle}setTheme(e){let t=en[e.theme];this.stage.setBackground(t.background),this.points.setColors(e.store.state.color,e.theme);let[n,s]=EE(t.grid,t.trail);this.ground.set(n,s),this.setMap(this.mapFeatures,e)}setMap(e,t){this.mapFeatures=e;let n=[],s=[];for(let{kind:r,points:o}of e){let a=jx[r]??jx.driveway,l=new Ge(a[t.theme==="dark"?0:1]),c=o.length/3,h=r==="crosswalk"||r==="speed_bump"||r==="driveway";if(c===1){let[u,d,f]=[o[0],o[1],o[2]];for(let[p,y]of[[1,1],[1,-1]])n.push(u-p,d-y,f,u+p,d+y,f),s.push(l)}for(let u=0;u<(h?c:c-1);u++){let d=(u+1)%c;n.push(o[3*u],o[3*u+1],o[3*u+2],o[3*d],o[3*d+1],o[3*d+2]),s.push(l)}}this.map.set(n,s),this.map.object.visible&&=t.store.shows("map")}setPose(e,t){let n=e.segment?.info.world_from_vehicle[e.frame?.index??0];if(!n)return;let s=this.pose.clone();this.pose.set(...n),this.stage.vehicle.matrix.copy(this.pose),this.stage.vehicle.updateMatrixWorld(!0),t&&this.stage.carry(s,this.pose)}paint(e){let{store:t,frame:n}=e;this.points.setCloud(t.shows("points")?n?.cloud??null:null),this.points.object.visible=t.shows("points")&&n?.cloud!==null,this.paintBoxes(e),this.paintTrails(e),this.paintZones(e),this.map.object.visible=t.shows("map")&&this.mapFeatures.length>0,this.paintSelection(e),this.stage.invalidate()}paintSelection(e){let t=new Ge(en[e.theme].selected),{selected:n}=e,s=e.frame?.boxes.find(o=>Bt(o)===e.hovered),r=(o,a)=>{let l=a?ol(a,.12):[];o.set(l,Array.from({length:l.length/6},()=>t))};r(this.selection,n),r(this.hover,s===n?null:s),this.points.setBox(n?rd(n):null),this.stage.invalidate()}paintBoxes(e){let{store:t,models:n}=e,s=e.frame?.boxes??[],r=n.length===2&&t.state.layout==="side",o=t.shows("arrows"),a=(l,c,h,u)=>{let f=s.filter(c).map(p=>[p,e.style(p,h)]).filter(p=>p[1]!==null);l.set(f.map(([p])=>p),f.map(([,p])=>p),o,u)};a(this.labels,l=>l.source<0,r?n.slice(0,1):n,0),a(this.otherLabels,l=>r&&l.source<0,n.slice(1),0),this.predictions.forEach((l,c)=>{let h=n[c]??-2;a(l,u=>u.source===h,r?[h]:n,.04+.05*c)}),this.stage.windows=r?[{only:[this.labels.group,this.predictions[0].group]},{only:[this.otherLabels.group,this.predictions[1].group]}]:[{only:[]}]}paintTrails(e){let{store:t,frame:n,theme:s}=e,r=[],o=[],a=new Ge(en[s].background);for(let l of t.shows("trails")&&n?n.boxes:[]){let c=e.tracks.get(l.source),h=c&&l.id?c.rows(l.id):null,u=e.style(l,e.models);if(!c||!h||!u||u.faint&&e.models.length>0)continue;let d=new Ge(e.models.length?u.color:En(s,l.type));for(let f=h[0]+1;f<h[1];f++){let p=n.index-c.frame[f];if(p<0||p>qx)continue;let y=[0,1,2].map(m=>c.center[m][f]-c.center[m][f-1]);if(!(Math.hypot(...y)<.05)){for(let m of[f-1,f])r.push(...[0,1,2].map(g=>c.center[g][m]));o.push(d.clone().lerp(a,.9*p/qx))}}}this.trails.set(r,o)}paintZones(e){let{zones:t,frame:n,store:s}=e,r=s.shows("zones")&&t&&n?t.frames[n.index]??[]:[],o=[],a=new D(0,0,.05).applyMatrix4(this.pose).z;for(let c of r){let h=t.polygons[c]??[];h.forEach(([u,d],f)=>{let[p,y]=h[(f+1)%h.length];o.push(u,d,a,p,y,a)})}let l=new Ge(e.theme==="dark"?"#c9a227":"#7a5d00");this.zones.set(o,Array.from({length:o.length/6},()=>l))}};function EE(i,e){let t=[],n=[],s=new Ge(...Zn(i).map(a=>a/255));for(let a of TE)for(let l=0;l<128;l++){let[c,h]=[2*Math.PI*l/128,2*Math.PI*(l+1)/128];t.push(a*Math.cos(c),a*Math.sin(c),0,a*Math.cos(h),a*Math.sin(h),0),n.push(s)}let r=ol({center:[1.4,0,.9],size:[4.8,2.1,1.7],heading:0});t.push(...r);let o=new Ge(e);for(let a=0;a<r.length/6;a++)n.push(o);return[t,n]}var Zx={type:"change"},hm={type:"start"},Jx={type:"end"},fd=new os,Kx=new Fi,AE=Math.cos(70*el.DEG2RAD),Vt=new D,Ci=2*Math.PI,ut={NONE:-1,ROTATE:0,DOLLY:1,PAN:2,TOUCH_ROTATE:3,TOUCH_PAN:4,TOUCH_DOLLY_PAN:5,TOUCH_DOLLY_ROTATE:6},cm=1e-6,pd=class extends Wa{constructor(e,t=null){super(e,t),this.state=ut.NONE,this.target=new D,this.cursor=new D,this.minDistance=0,this.maxDistance=1/0,this.minZoom=0,this.maxZoom=1/0,this.minTargetRadius=0,this.maxTargetRadius=1/0,this.minPolarAngle=0,this.maxPolarAngle=Math.PI,this.minAzimuthAngle=-1/0,this.maxAzimuthAngle=1/0,this.enableDamping=!1,this.dampingFactor=.05,this.enableZoom=!0,this.zoomSpeed=1,this.enableRotate=!0,this.rotateSpeed=1,this.keyRotateSpeed=1,this.enablePan=!0,this.panSpeed=1,this.screenSpacePanning=!0,this.keyPanSpeed=7,this.zoomToCursor=!1,this.autoRotate=!1,this.autoRotateSpeed=2,this.keys={LEFT:"ArrowLeft",UP:"ArrowUp",RIGHT:"ArrowRight",BOTTOM:"ArrowDown"},this.mouseButtons={LEFT:xi.ROTATE,MIDDLE:xi.DOLLY,RIGHT:xi.PAN},this.touches={ONE:Hi.ROTATE,TWO:Hi.DOLLY_PAN},this.target0=this.target.clone(),this.position0=this.object.position.clone(),this.zoom0=this.object.zoom,this._cursorStyle="auto",this._domElementKeyEvents=null,this._lastPosition=new D,this._lastQuaternion=new ki,this._lastTargetPosition=new D,this._quat=new ki().setFromUnitVectors(e.up,new D(0,1,0)),this._quatInverse=this._quat.clone().invert(),this._spherical=new xo,this._sphericalDelta=new xo,this._scale=1,this._panOffset=new D,this._rotateStart=new Be,this._rotateEnd=new Be,this._rotateDelta=new Be,this._panStart=new Be,this._panEnd=new Be,this._panDelta=new Be,this._dollyStart=new Be,this._dollyEnd=new Be,this._dollyDelta=new Be,this._dollyDirection=new D,this._mouse=new Be,this._performCursorZoom=!1,this._pointers=[],this._pointerPositions={},this._controlActive=!1,this._onPointerMove=RE.bind(this),this._onPointerDown=CE.bind(this),this._onPointerUp=IE.bind(this),this._onContextMenu=FE.bind(this),this._onMouseWheel=DE.bind(this),this._onKeyDown=NE.bind(this),this._onTouchStart=UE.bind(this),this._onTouchMove=OE.bind(this),this._onMouseDown=PE.bind(this),this._onMouseMove=LE.bind(this),this._interceptControlDown=BE.bind(this),this._interceptControlUp=kE.bind(this),this.domElement!==null&&this.connect(this.domElement),this.update()}set cursorStyle(e){this._cursorStyle=e,e==="grab"?this.domElement.style.cursor="grab":this.domElement.style.cursor="auto"}get cursorStyle(){return this._cursorStyle}connect(e){super.connect(e),this.domElement.addEventListener("pointerdown",this._onPointerDown),this.domElement.addEventListener("pointercancel",this._onPointerUp),this.domElement.addEventListener("contextmenu",this._onContextMenu),this.domElement.addEventListener("wheel",this._onMouseWheel,{passive:!1}),this.domElement.ownerDocument.addEventListener("keydown",this._interceptControlDown,{passive:!0,capture:!0}),this.domElement.style.touchAction="none"}disconnect(){this.state=ut.NONE,this.domElement.removeEventListener("pointerdown",this._onPointerDown),this.domElement.ownerDocument.removeEventListener("pointermove",this._onPointerMove),this.domElement.ownerDocument.removeEventListener("pointerup",this._onPointerUp),this.domElement.removeEventListener("pointercancel",this._onPointerUp),this.domElement.removeEventListener("wheel",this._onMouseWheel),this.domElement.removeEventListener("contextmenu",this._onContextMenu),this.stopListenToKeyEvents(),this.domElement.ownerDocument.removeEventListener("keydown",this._interceptControlDown,{capture:!0}),this.domElement.ownerDocument.removeEventListener("keyup",this._interceptControlUp,{capture:!0}),this._controlActive=!1,this._pointers.length=0,this._pointerPositions={},this.domElement.style.touchAction="",this.domElement.style.cursor="auto"}dispose(){this.disconnect()}getPolarAngle(){return this._spherical.phi}getAzimuthalAngle(){return this._spherical.theta}getDistance(){return this.object.position.distanceTo(this.target)}listenToKeyEvents(e){e.addEventListener("keydown",this._onKeyDown),this._domElementKeyEvents=e}stopListenToKeyEvents(){this._domElementKeyEvents!==null&&(this._domElementKeyEvents.removeEventListener("keydown",this._onKeyDown),this._domElementKeyEvents=null)}saveState(){this.target0.copy(this.target),this.position0.copy(this.object.position),this.zoom0=this.object.zoom}reset(){this.target.copy(this.target0),this.object.position.copy(this.position0),this.object.zoom=this.zoom0,this.object.updateProjectionMatrix(),this.dispatchEvent(Zx),this.update(),this.state=ut.NONE}pan(e,t){this._pan(e,t),this.update()}dollyIn(e){this._dollyIn(e),this.update()}dollyOut(e){this._dollyOut(e),this.update()}rotateLeft(e){this._rotateLeft(e),this.update()}rotateUp(e){this._rotateUp(e),this.update()}update(e=null){let t=this.object.position;Vt.copy(t).sub(this.target),Vt.applyQuaternion(this._quat),this._spherical.setFromVector3(Vt),this.autoRotate&&this.state===ut.NONE&&this._rotateLeft(this._getAutoRotationAngle(e)),this.enableDamping?(this._spherical.theta+=this._sphericalDelta.theta*this.dampingFactor,this._spherical.phi+=this._sphericalDelta.phi*this.dampingFactor):(this._spherical.theta+=this._sphericalDelta.theta,this._spherical.phi+=this._sphericalDelta.phi);let n=this.minAzimuthAngle,s=this.maxAzimuthAngle;isFinite(n)&&isFinite(s)&&(n<-Math.PI?n+=Ci:n>Math.PI&&(n-=Ci),s<-Math.PI?s+=Ci:s>Math.PI&&(s-=Ci),n<=s?this._spherical.theta=Math.max(n,Math.min(s,this._spherical.theta)):this._spherical.theta=this._spherical.theta>(n+s)/2?Math.max(n,this._spherical.theta):Math.min(s,this._spherical.theta)),this._spherical.phi=Math.max(this.minPolarAngle,Math.min(this.maxPolarAngle,this._spherical.phi)),this._spherical.makeSafe(),this.enableDamping===!0?this.target.addScaledVector(this._panOffset,this.dampingFactor):this.target.add(this._panOffset),this.target.sub(this.cursor),this.target.clampLength(this.minTargetRadius,this.maxTargetRadius),this.target.add(this.cursor);let r=!1;if(this.zoomToCursor&&this._performCursorZoom||this.object.isOrthographicCamera)this._spherical.radius=this._clampDistance(this._spherical.radius);else{let o=this._spherical.radius;this._spherical.radius=this._clampDistance(this._spherical.radius*this._scale),r=o!=this._spherical.radius}if(Vt.setFromSpherical(this._spherical),Vt.applyQuaternion(this._quatInverse),t.copy(this.target).add(Vt),this.object.lookAt(this.target),this.enableDamping===!0?(this._sphericalDelta.theta*=1-this.dampingFactor,this._sphericalDelta.phi*=1-this.dampingFactor,this._panOffset.multiplyScalar(1-this.dampingFactor)):(this._sphericalDelta.set(0,0,0),this._panOffset.set(0,0,0)),this.zoomToCursor&&this._performCursorZoom){let o=null;if(this.object.isPerspectiveCamera){let a=Vt.length();o=this._clampDistance(a*this._scale);let l=a-o;this.object.position.addScaledVector(this._dollyDirection,l),this.object.updateMatrixWorld(),r=!!l}else if(this.object.isOrthographicCamera){let a=new D(this._mouse.x,this._mouse.y,0);a.unproject(this.object);let l=this.object.zoom;this.object.zoom=Math.max(this.minZoom,Math.min(this.maxZoom,this.object.zoom/this._scale)),this.object.updateProjectionMatrix(),r=l!==this.object.zoom;let c=new D(this._mouse.x,this._mouse.y,0);c.unproject(this.object),this.object.position.sub(c).add(a),this.object.updateMatrixWorld(),o=Vt.length()}else console.warn("WARNING: OrbitControls.js encountered an unknown camera type - zoom to cursor disabled."),this.zoomToCursor=!1;o!==null&&(this.screenSpacePanning?this.target.set(0,0,-1).transformDirection(this.object.matrix).multiplyScalar(o).add(this.object.position):(fd.origin.copy(this.object.position),fd.direction.set(0,0,-1).transformDirection(this.object.matrix),Math.abs(this.object.up.dot(fd.direction))<AE?this.object.lookAt(this.target):(Kx.setFromNormalAndCoplanarPoint(this.object.up,this.target),fd.intersectPlane(Kx,this.target))))}else if(this.object.isOrthographicCamera){let o=this.object.zoom;this.object.zoom=Math.max(this.minZoom,Math.min(this.maxZoom,this.object.zoom/this._scale)),o!==this.object.zoom&&(this.object.updateProjectionMatrix(),r=!0)}return this._scale=1,this._performCursorZoom=!1,r||this._lastPosition.distanceToSquared(this.object.position)>cm||8*(1-this._lastQuaternion.dot(this.object.quaternion))>cm||this._lastTargetPosition.distanceToSquared(this.target)>cm?(this.dispatchEvent(Zx),this._lastPosition.copy(this.object.position),this._lastQuaternion.copy(this.object.quaternion),this._lastTargetPosition.copy(this.target),!0):!1}_getAutoRotationAngle(e){return e!==null?Ci/60*this.autoRotateSpeed*e:Ci/60/60*this.autoRotateSpeed}_getZoomScale(e){let t=Math.abs(e*.01);return Math.pow(.95,this.zoomSpeed*t)}_rotateLeft(e){this._sphericalDelta.theta-=e}_rotateUp(e){this._sphericalDelta.phi-=e}_panLeft(e,t){Vt.setFromMatrixColumn(t,0),Vt.multiplyScalar(-e),this._panOffset.add(Vt)}_panUp(e,t){this.screenSpacePanning===!0?Vt.setFromMatrixColumn(t,1):(Vt.setFromMatrixColumn(t,0),Vt.crossVectors(this.object.up,Vt)),Vt.multiplyScalar(e),this._panOffset.add(Vt)}_pan(e,t){let n=this.domElement;if(this.object.isPerspectiveCamera){let s=this.object.position;Vt.copy(s).sub(this.target);let r=Vt.length();r*=Math.tan(this.object.fov/2*Math.PI/180),this._panLeft(2*e*r/n.clientHeight,this.object.matrix),this._panUp(2*t*r/n.clientHeight,this.object.matrix)}else this.object.isOrthographicCamera?(this._panLeft(e*(this.object.right-this.object.left)/this.object.zoom/n.clientWidth,this.object.matrix),this._panUp(t*(this.object.top-this.object.bottom)/this.object.zoom/n.clientHeight,this.object.matrix)):(console.warn("WARNING: OrbitControls.js encountered an unknown camera type - pan disabled."),this.enablePan=!1)}_dollyOut(e){this.object.isPerspectiveCamera||this.object.isOrthographicCamera?this._scale/=e:(console.warn("WARNING: OrbitControls.js encountered an unknown camera type - dolly/zoom disabled."),this.enableZoom=!1)}_dollyIn(e){this.object.isPerspectiveCamera||this.object.isOrthographicCamera?this._scale*=e:(console.warn("WARNING: OrbitControls.js encountered an unknown camera type - dolly/zoom disabled."),this.enableZoom=!1)}_updateZoomParameters(e,t){if(!this.zoomToCursor)return;this._performCursorZoom=!0;let n=this.domElement.getBoundingClientRect(),s=e-n.left,r=t-n.top,o=n.width,a=n.height;this._mouse.x=s/o*2-1,this._mouse.y=-(r/a)*2+1,this._dollyDirection.set(this._mouse.x,this._mouse.y,1).unproject(this.object).sub(this.object.position).normalize()}_clampDistance(e){return Math.max(this.minDistance,Math.min(this.maxDistance,e))}_handleMouseDownRotate(e){this._rotateStart.set(e.clientX,e.clientY)}_handleMouseDownDolly(e){this._updateZoomParameters(e.clientX,e.clientY),this._dollyStart.set(e.clientX,e.clientY)}_handleMouseDownPan(e){this._panStart.set(e.clientX,e.clientY)}_handleMouseMoveRotate(e){this._rotateEnd.set(e.clientX,e.clientY),this._rotateDelta.subVectors(this._rotateEnd,this._rotateStart).multiplyScalar(this.rotateSpeed);let t=this.domElement;this._rotateLeft(Ci*this._rotateDelta.x/t.clientHeight),this._rotateUp(Ci*this._rotateDelta.y/t.clientHeight),this._rotateStart.copy(this._rotateEnd),this.update()}_handleMouseMoveDolly(e){this._dollyEnd.set(e.clientX,e.clientY),this._dollyDelta.subVectors(this._dollyEnd,this._dollyStart),this._dollyDelta.y>0?this._dollyOut(this._getZoomScale(this._dollyDelta.y)):this._dollyDelta.y<0&&this._dollyIn(this._getZoomScale(this._dollyDelta.y)),this._dollyStart.copy(this._dollyEnd),this.zoomToCursor&&(this._performCursorZoom=!0,this._dollyDirection.set(this._mouse.x,this._mouse.y,1).unproject(this.object).sub(this.object.position).normalize()),this.update()}_handleMouseMovePan(e){this._panEnd.set(e.clientX,e.clientY),this._panDelta.subVectors(this._panEnd,this._panStart).multiplyScalar(this.panSpeed),this._pan(this._panDelta.x,this._panDelta.y),this._panStart.copy(this._panEnd),this.update()}_handleMouseWheel(e){this._updateZoomParameters(e.clientX,e.clientY),e.deltaY<0?this._dollyIn(this._getZoomScale(e.deltaY)):e.deltaY>0&&this._dollyOut(this._getZoomScale(e.deltaY)),this.update()}_handleKeyDown(e){let t=!1;switch(e.code){case this.keys.UP:e.ctrlKey||e.metaKey||e.shiftKey?this.enableRotate&&this._rotateUp(Ci*this.keyRotateSpeed/this.domElement.clientHeight):this.enablePan&&this._pan(0,this.keyPanSpeed),t=!0;break;case this.keys.BOTTOM:e.ctrlKey||e.metaKey||e.shiftKey?this.enableRotate&&this._rotateUp(-Ci*this.keyRotateSpeed/this.domElement.clientHeight):this.enablePan&&this._pan(0,-this.keyPanSpeed),t=!0;break;case this.keys.LEFT:e.ctrlKey||e.metaKey||e.shiftKey?this.enableRotate&&this._rotateLeft(Ci*this.keyRotateSpeed/this.domElement.clientHeight):this.enablePan&&this._pan(this.keyPanSpeed,0),t=!0;break;case this.keys.RIGHT:e.ctrlKey||e.metaKey||e.shiftKey?this.enableRotate&&this._rotateLeft(-Ci*this.keyRotateSpeed/this.domElement.clientHeight):this.enablePan&&this._pan(-this.keyPanSpeed,0),t=!0;break}t&&(e.preventDefault(),this.update())}_handleTouchStartRotate(e){if(this._pointers.length===1)this._rotateStart.set(e.pageX,e.pageY);else{let t=this._getSecondPointerPosition(e),n=.5*(e.pageX+t.x),s=.5*(e.pageY+t.y);this._rotateStart.set(n,s)}}_handleTouchStartPan(e){if(this._pointers.length===1)this._panStart.set(e.pageX,e.pageY);else{let t=this._getSecondPointerPosition(e),n=.5*(e.pageX+t.x),s=.5*(e.pageY+t.y);this._panStart.set(n,s)}}_handleTouchStartDolly(e){let t=this._getSecondPointerPosition(e),n=e.pageX-t.x,s=e.pageY-t.y,r=Math.sqrt(n*n+s*s);this._dollyStart.set(0,r)}_handleTouchStartDollyPan(e){this.enableZoom&&this._handleTouchStartDolly(e),this.enablePan&&this._handleTouchStartPan(e)}_handleTouchStartDollyRotate(e){this.enableZoom&&this._handleTouchStartDolly(e),this.enableRotate&&this._handleTouchStartRotate(e)}_handleTouchMoveRotate(e){if(this._pointers.length==1)this._rotateEnd.set(e.pageX,e.pageY);else{let n=this._getSecondPointerPosition(e),s=.5*(e.pageX+n.x),r=.5*(e.pageY+n.y);this._rotateEnd.set(s,r)}this._rotateDelta.subVectors(this._rotateEnd,this._rotateStart).multiplyScalar(this.rotateSpeed);let t=this.domElement;this._rotateLeft(Ci*this._rotateDelta.x/t.clientHeight),this._rotateUp(Ci*this._rotateDelta.y/t.clientHeight),this._rotateStart.copy(this._rotateEnd)}_handleTouchMovePan(e){if(this._pointers.length===1)this._panEnd.set(e.pageX,e.pageY);else{let t=this._getSecondPointerPosition(e),n=.5*(e.pageX+t.x),s=.5*(e.pageY+t.y);this._panEnd.set(n,s)}this._panDelta.subVectors(this._panEnd,this._panStart).multiplyScalar(this.panSpeed),this._pan(this._panDelta.x,this._panDelta.y),this._panStart.copy(this._panEnd)}_handleTouchMoveDolly(e){let t=this._getSecondPointerPosition(e),n=e.pageX-t.x,s=e.pageY-t.y,r=Math.sqrt(n*n+s*s);this._dollyEnd.set(0,r),this._dollyDelta.set(0,Math.pow(this._dollyEnd.y/this._dollyStart.y,this.zoomSpeed)),this._dollyOut(this._dollyDelta.y),this._dollyStart.copy(this._dollyEnd);let o=(e.pageX+t.x)*.5,a=(e.pageY+t.y)*.5;this._updateZoomParameters(o,a)}_handleTouchMoveDollyPan(e){this.enableZoom&&this._handleTouchMoveDolly(e),this.enablePan&&this._handleTouchMovePan(e)}_handleTouchMoveDollyRotate(e){this.enableZoom&&this._handleTouchMoveDolly(e),this.enableRotate&&this._handleTouchMoveRotate(e)}_addPointer(e){this._pointers.push(e.pointerId)}_removePointer(e){delete this._pointerPositions[e.pointerId];for(let t=0;t<this._pointers.length;t++)if(this._pointers[t]==e.pointerId){this._pointers.splice(t,1);return}}_isTrackingPointer(e){for(let t=0;t<this._pointers.length;t++)if(this._pointers[t]==e.pointerId)return!0;return!1}_trackPointer(e){let t=this._pointerPositions[e.pointerId];t===void 0&&(t=new Be,this._pointerPositions[e.pointerId]=t),t.set(e.pageX,e.pageY)}_getSecondPointerPosition(e){let t=e.pointerId===this._pointers[0]?this._pointers[1]:this._pointers[0];return this._pointerPositions[t]}_customWheelEvent(e){let t=e.deltaMode,n={clientX:e.clientX,clientY:e.clientY,deltaY:e.deltaY};switch(t){case 1:n.deltaY*=16;break;case 2:n.deltaY*=100;break}return e.ctrlKey&&!this._controlActive&&(n.deltaY*=10),n}};function CE(i){this.enabled!==!1&&(this._pointers.length===0&&(this.domElement.setPointerCapture(i.pointerId),this.domElement.ownerDocument.addEventListener("pointermove",this._onPointerMove),this.domElement.ownerDocument.addEventListener("pointerup",this._onPointerUp)),!this._isTrackingPointer(i)&&(this._addPointer(i),i.pointerType==="touch"?this._onTouchStart(i):this._onMouseDown(i),this._cursorStyle==="grab"&&(this.domElement.style.cursor="grabbing")))}function RE(i){this.enabled!==!1&&(i.pointerType==="touch"?this._onTouchMove(i):this._onMouseMove(i))}function IE(i){switch(this._removePointer(i),this._pointers.length){case 0:this.domElement.releasePointerCapture(i.pointerId),this.domElement.ownerDocument.removeEventListener("pointermove",this._onPointerMove),this.domElement.ownerDocument.removeEventListener("pointerup",this._onPointerUp),this.dispatchEvent(Jx),this.state=ut.NONE,this._cursorStyle==="grab"&&(this.domElement.style.cursor="grab");break;case 1:let e=this._pointers[0],t=this._pointerPositions[e];this._onTouchStart({pointerId:e,pageX:t.x,pageY:t.y});break}}function PE(i){let e;switch(i.button){case 0:e=this.mouseButtons.LEFT;break;case 1:e=this.mouseButtons.MIDDLE;break;case 2:e=this.mouseButtons.RIGHT;break;default:e=-1}switch(e){case xi.DOLLY:if(this.enableZoom===!1)return;this._handleMouseDownDolly(i),this.state=ut.DOLLY;break;case xi.ROTATE:if(i.ctrlKey||i.metaKey||i.shiftKey){if(this.enablePan===!1)return;this._handleMouseDownPan(i),this.state=ut.PAN}else{if(this.enableRotate===!1)return;this._handleMouseDownRotate(i),this.state=ut.ROTATE}break;case xi.PAN:if(i.ctrlKey||i.metaKey||i.shiftKey){if(this.enableRotate===!1)return;this._handleMouseDownRotate(i),this.state=ut.ROTATE}else{if(this.enablePan===!1)return;this._handleMouseDownPan(i),this.state=ut.PAN}break;default:this.state=ut.NONE}this.state!==ut.NONE&&this.dispatchEvent(hm)}function LE(i){switch(this.state){case ut.ROTATE:if(this.enableRotate===!1)return;this._handleMouseMoveRotate(i);break;case ut.DOLLY:if(this.enableZoom===!1)return;this._handleMouseMoveDolly(i);break;case ut.PAN:if(this.enablePan===!1)return;this._handleMouseMovePan(i);break}}function DE(i){this.enabled===!1||this.enableZoom===!1||this.state!==ut.NONE||(i.preventDefault(),this.dispatchEvent(hm),this._handleMouseWheel(this._customWheelEvent(i)),this.dispatchEvent(Jx))}function NE(i){this.enabled!==!1&&this._handleKeyDown(i)}function UE(i){switch(this._trackPointer(i),this._pointers.length){case 1:switch(this.touches.ONE){case Hi.ROTATE:if(this.enableRotate===!1){this.state=ut.NONE;break}this._handleTouchStartRotate(i),this.state=ut.TOUCH_ROTATE;break;case Hi.PAN:if(this.enablePan===!1){this.state=ut.NONE;break}this._handleTouchStartPan(i),this.state=ut.TOUCH_PAN;break;default:this.state=ut.NONE}break;case 2:switch(this.touches.TWO){case Hi.DOLLY_PAN:if(this.enableZoom===!1&&this.enablePan===!1)return;this._handleTouchStartDollyPan(i),this.state=ut.TOUCH_DOLLY_PAN;break;case Hi.DOLLY_ROTATE:if(this.enableZoom===!1&&this.enableRotate===!1)return;this._handleTouchStartDollyRotate(i),this.state=ut.TOUCH_DOLLY_ROTATE;break;default:this.state=ut.NONE}break;default:this.state=ut.NONE}this.state!==ut.NONE&&this.dispatchEvent(hm)}function OE(i){switch(this._trackPointer(i),this.state){case ut.TOUCH_ROTATE:if(this.enableRotate===!1)return;this._handleTouchMoveRotate(i),this.update();break;case ut.TOUCH_PAN:if(this.enablePan===!1)return;this._handleTouchMovePan(i),this.update();break;case ut.TOUCH_DOLLY_PAN:if(this.enableZoom===!1&&this.enablePan===!1)return;this._handleTouchMoveDollyPan(i),this.update();break;case ut.TOUCH_DOLLY_ROTATE:if(this.enableZoom===!1&&this.enableRotate===!1)return;this._handleTouchMoveDollyRotate(i),this.update();break;default:this.state=ut.NONE}}function FE(i){this.enabled!==!1&&i.preventDefault()}function BE(i){i.key==="Control"&&(this._controlActive=!0,this.domElement.ownerDocument.addEventListener("keyup",this._interceptControlUp,{passive:!0,capture:!0}))}function kE(i){i.key==="Control"&&(this._controlActive=!1,this.domElement.ownerDocument.removeEventListener("keyup",this._interceptControlUp,{passive:!0,capture:!0}))}tt.enabled=!1;var zE=450,md=class{constructor(e){this.canvas=e;this.renderer=new Vu({canvas:e,antialias:!tn,powerPreference:"high-performance"}),this.renderer.outputColorSpace="srgb-linear",this.renderer.setPixelRatio(tn?1:Math.min(window.devicePixelRatio||1,2)),this.renderer.autoClear=!1,this.scene.add(this.vehicle);for(let t of[this.perspective,this.orthographic])t.up.set(0,0,1);this.perspective.position.set(-20,0,14),this.controls=new pd(this.perspective,e),this.controls.enableDamping=!1,this.controls.maxPolarAngle=.495*Math.PI,this.controls.minDistance=2,this.controls.maxDistance=400,this.controls.zoomToCursor=!0,this.controls.addEventListener("change",()=>this.invalidate()),this.controls.addEventListener("start",()=>this.flight=null),this.controls.addEventListener("end",()=>this.onMoved()),new ResizeObserver(()=>this.invalidate()).observe(e)}canvas;scene=new Aa;vehicle=new Bi;renderer;windows=[{only:[]}];onBefore=()=>{};onAfter=()=>{};onMoved=()=>{};perspective=new mi(55,1,.3,1500);orthographic=new go(-1,1,1,-1,-500,1e3);controls;flight=null;isBirdsEye=!1;get camera(){return this.isBirdsEye?this.orthographic:this.perspective}get isFlying(){return this.flight!==null}setBackground(e){this.renderer.setClearColor(new Ge(e)),this.invalidate()}setView(e){this.isBirdsEye=e==="birds-eye",this.controls.object=this.camera,this.controls.enableRotate=!this.isBirdsEye,this.controls.screenSpacePanning=this.isBirdsEye,this.controls.mouseButtons=this.isBirdsEye?{LEFT:xi.PAN,MIDDLE:xi.DOLLY,RIGHT:xi.PAN}:{LEFT:xi.ROTATE,MIDDLE:xi.DOLLY,RIGHT:xi.PAN},this.controls.touches=this.isBirdsEye?{ONE:Hi.PAN,TWO:Hi.DOLLY_PAN}:{ONE:Hi.ROTATE,TWO:Hi.DOLLY_PAN},this.invalidate()}eye(e){let t=this.camera.position.clone(),n=this.controls.target.clone();return this.isBirdsEye&&(t.z=n.z+this.birdsEyeHeight()),[...e.worldToLocal(t).toArray(),...e.worldToLocal(n).toArray()]}lookFrom(e,t,n=!1){e.updateMatrixWorld();let s=e.localToWorld(new D(t[0],t[1],t[2])),r=e.localToWorld(new D(t[3],t[4],t[5]));if(n&&!matchMedia("(prefers-reduced-motion: reduce)").matches){let[o,a]=[this.camera.position.clone(),this.controls.target.clone()];this.isBirdsEye&&(o.z=a.z+this.birdsEyeHeight()),this.flight={start:performance.now(),from:[o,a],to:[s,r]}}else this.flight=null,this.place(s,r);this.invalidate()}carry(e,t){let n=Math.atan2(t.elements[1],t.elements[0])-Math.atan2(e.elements[1],e.elements[0]),s=new D().setFromMatrixPosition(e),r=new D().setFromMatrixPosition(t),o=new D(0,0,1),a=this.flight?[...this.flight.from,...this.flight.to]:[];for(let l of[this.camera.position,this.controls.target,...a])l.sub(s).applyAxisAngle(o,n).add(r);this.isBirdsEye&&this.orthographic.up.applyAxisAngle(o,n),this.camera.lookAt(this.controls.target)}invalidate=Br(()=>this.draw());finish(){let e=this.renderer.getContext();e.readPixels(0,0,1,1,e.RGBA,e.UNSIGNED_BYTE,new Uint8Array(4))}draw(){if(!this.canvas.clientWidth||!this.canvas.clientHeight)return;this.fly();let[e,t]=[this.canvas.clientWidth,this.canvas.clientHeight],n=this.renderer.getSize(new Be);(n.x!==e||n.y!==t)&&this.renderer.setSize(e,t,!1),this.renderer.setScissorTest(!1),this.renderer.clear(),this.renderer.setScissorTest(!0),this.windows.forEach((s,r)=>{let[o,a]=this.windowSpan(r);this.renderer.setViewport(o,0,a,t),this.renderer.setScissor(o,0,a,t);let l=this.fitCamera(a/t,t);this.onBefore(l);let h=this.windows.filter(u=>u!==s).flatMap(u=>u.only).filter(u=>u.visible&&!s.only.includes(u));for(let u of h)u.visible=!1;this.renderer.render(this.scene,this.camera);for(let u of h)u.visible=!0}),this.onAfter()}windowSpan(e){let t=this.canvas.clientWidth/this.windows.length;return[Math.round(e*t),Math.round((e+1)*t)-Math.round(e*t)]}rayAt(e,t){let n=Math.min(Math.floor(e/this.canvas.clientWidth*this.windows.length),this.windows.length-1),[s,r]=this.windowSpan(n),o=new Ha,a=new Be(2*(e-s)/r-1,1-2*t/this.canvas.clientHeight);return o.setFromCamera(a,this.camera),this.isBirdsEye&&o.ray.origin.addScaledVector(o.ray.direction,-400),o.ray.applyMatrix4(this.vehicle.matrixWorld.clone().invert()),{window:n,caster:o}}project(e,t){let n=this.vehicle.localToWorld(e),s=n.distanceTo(this.camera.position);if(n.project(this.camera),n.z>1||Math.abs(n.x)>1.05||Math.abs(n.y)>1.05)return null;let[r,o]=this.windowSpan(t);return{x:r+(n.x+1)/2*o,y:(1-n.y)/2*this.canvas.clientHeight,depth:s}}place(e,t){if(this.controls.target.copy(t),this.camera.position.copy(e),this.isBirdsEye){let n=Math.atan2(this.vehicle.matrixWorld.elements[1],this.vehicle.matrixWorld.elements[0]);this.orthographic.up.set(Math.cos(n),Math.sin(n),0),this.orthographic.zoom=1,this.orthographic.userData.height=Math.max(e.z-t.z,4),this.orthographic.position.set(t.x,t.y,t.z+100)}this.camera.lookAt(t),this.isBirdsEye||this.controls.update()}birdsEyeHeight(){return(this.orthographic.userData.height??80)/this.orthographic.zoom}fly(){if(!this.flight)return;let e=Math.min((performance.now()-this.flight.start)/zE,1),t=e<.5?4*e**3:1-(-2*e+2)**3/2,{from:n,to:s}=this.flight;this.place(n[0].clone().lerp(s[0],t),n[1].clone().lerp(s[1],t)),e<1?this.invalidate():(this.flight=null,this.onMoved())}fitCamera(e,t){if(!this.isBirdsEye)return this.perspective.aspect=e,this.perspective.updateProjectionMatrix(),0;let n=(this.orthographic.userData.height??80)/2;return Object.assign(this.orthographic,{left:-n*e,right:n*e,top:n,bottom:-n}),this.orthographic.updateProjectionMatrix(),Math.min(Math.max(.12*t*this.orthographic.zoom/(2*n),1),4)*this.renderer.getPixelRatio()}};var bm=(i,e,t)=>{if(!e.has(i))throw TypeError("Cannot "+t)},L=(i,e,t)=>(bm(i,e,"read from private field"),t?t.call(i):e.get(i)),et=(i,e,t)=>{if(e.has(i))throw TypeError("Cannot add the same private member more than once");e instanceof WeakSet?e.add(i):e.set(i,t)},Kt=(i,e,t,n)=>(bm(i,e,"write to private field"),n?n.call(i,t):e.set(i,t),t),VE=(i,e,t,n)=>({set _(s){Kt(i,e,s,t)},get _(){return L(i,e,n)}}),ot=(i,e,t)=>(bm(i,e,"access private method"),t),at=new Uint8Array(8),Bn=new DataView(at.buffer),Ht=i=>[(i%256+256)%256],dt=i=>(Bn.setUint16(0,i,!1),[at[0],at[1]]),HE=i=>(Bn.setInt16(0,i,!1),[at[0],at[1]]),ev=i=>(Bn.setUint32(0,i,!1),[at[1],at[2],at[3]]),Se=i=>(Bn.setUint32(0,i,!1),[at[0],at[1],at[2],at[3]]),GE=i=>(Bn.setInt32(0,i,!1),[at[0],at[1],at[2],at[3]]),vr=i=>(Bn.setUint32(0,Math.floor(i/2**32),!1),Bn.setUint32(4,i,!1),[at[0],at[1],at[2],at[3],at[4],at[5],at[6],at[7]]),Sm=i=>(Bn.setInt16(0,2**8*i,!1),[at[0],at[1]]),On=i=>(Bn.setInt32(0,2**16*i,!1),[at[0],at[1],at[2],at[3]]),um=i=>(Bn.setInt32(0,2**30*i,!1),[at[0],at[1],at[2],at[3]]),cn=(i,e=!1)=>{let t=Array(i.length).fill(null).map((n,s)=>i.charCodeAt(s));return e&&t.push(0),t},bd=i=>i&&i[i.length-1],wm=i=>{let e;for(let t of i)(!e||t.presentationTimestamp>e.presentationTimestamp)&&(e=t);return e},Fn=(i,e,t=!0)=>{let n=i*e;return t?Math.round(n):n},tv=i=>{let e=i*(Math.PI/180),t=Math.cos(e),n=Math.sin(e);return[t,n,0,-n,t,0,0,0,1]},iv=tv(0),nv=i=>[On(i[0]),On(i[1]),um(i[2]),On(i[3]),On(i[4]),um(i[5]),On(i[6]),On(i[7]),um(i[8])],hl=i=>!i||typeof i!="object"?i:Array.isArray(i)?i.map(hl):Object.fromEntries(Object.entries(i).map(([e,t])=>[e,hl(t)])),Io=i=>i>=0&&i<2**32,Ut=(i,e,t)=>({type:i,contents:e&&new Uint8Array(e.flat(10)),children:t}),St=(i,e,t,n,s)=>Ut(i,[Ht(e),ev(t),n??[]],s),WE=i=>{let e=512;return i.fragmented?Ut("ftyp",[cn("iso5"),Se(e),cn("iso5"),cn("iso6"),cn("mp41")]):Ut("ftyp",[cn("isom"),Se(e),cn("isom"),i.holdsAvc?cn("avc1"):[],cn("mp41")])},dm=i=>({type:"mdat",largeSize:i}),XE=i=>({type:"free",size:i}),gd=(i,e,t=!1)=>Ut("moov",null,[$E(e,i),...i.map(n=>YE(n,e)),t?MA(i):null]),$E=(i,e)=>{let t=Fn(Math.max(0,...e.filter(o=>o.samples.length>0).map(o=>{let a=wm(o.samples);return a.presentationTimestamp+a.duration})),mm),n=Math.max(...e.map(o=>o.id))+1,s=!Io(i)||!Io(t),r=s?vr:Se;return St("mvhd",+s,0,[r(i),r(i),Se(mm),r(t),On(1),Sm(1),Array(10).fill(0),nv(iv),Array(24).fill(0),Se(n)])},YE=(i,e)=>Ut("trak",null,[qE(i,e),jE(i,e)]),qE=(i,e)=>{let t=wm(i.samples),n=Fn(t?t.presentationTimestamp+t.duration:0,mm),s=!Io(e)||!Io(n),r=s?vr:Se,o;return i.info.type==="video"?o=typeof i.info.rotation=="number"?tv(i.info.rotation):i.info.rotation:o=iv,St("tkhd",+s,3,[r(e),r(e),Se(i.id),Se(0),r(n),Array(8).fill(0),dt(0),dt(0),Sm(i.info.type==="audio"?1:0),dt(0),nv(o),On(i.info.type==="video"?i.info.width:0),On(i.info.type==="video"?i.info.height:0)])},jE=(i,e)=>Ut("mdia",null,[ZE(i,e),KE(i.info.type==="video"?"vide":"soun"),JE(i)]),ZE=(i,e)=>{let t=wm(i.samples),n=Fn(t?t.presentationTimestamp+t.duration:0,i.timescale),s=!Io(e)||!Io(n),r=s?vr:Se;return St("mdhd",+s,0,[r(e),r(e),Se(i.timescale),r(n),dt(21956),dt(0)])},KE=i=>St("hdlr",0,0,[cn("mhlr"),cn(i),Se(0),Se(0),Se(0),cn("mp4-muxer-hdlr",!0)]),JE=i=>Ut("minf",null,[i.info.type==="video"?QE():eA(),tA(),sA(i)]),QE=()=>St("vmhd",0,1,[dt(0),dt(0),dt(0),dt(0)]),eA=()=>St("smhd",0,0,[dt(0),dt(0)]),tA=()=>Ut("dinf",null,[iA()]),iA=()=>St("dref",0,0,[Se(1)],[nA()]),nA=()=>St("url ",0,1),sA=i=>{let e=i.compositionTimeOffsetTable.length>1||i.compositionTimeOffsetTable.some(t=>t.sampleCompositionTimeOffset!==0);return Ut("stbl",null,[rA(i),xA(i),vA(i),_A(i),bA(i),SA(i),e?wA(i):null])},rA=i=>St("stsd",0,0,[Se(1)],[i.info.type==="video"?oA(NA[i.info.codec],i):mA(OA[i.info.codec],i)]),oA=(i,e)=>Ut(i,[Array(6).fill(0),dt(1),dt(0),dt(0),Array(12).fill(0),dt(e.info.width),dt(e.info.height),Se(4718592),Se(4718592),Se(0),dt(1),Array(32).fill(0),dt(24),HE(65535)],[UA[e.info.codec](e),e.info.decoderConfig.colorSpace?hA(e):null]),aA={bt709:1,bt470bg:5,smpte170m:6},lA={bt709:1,smpte170m:6,"iec61966-2-1":13},cA={rgb:0,bt709:1,bt470bg:5,smpte170m:6},hA=i=>Ut("colr",[cn("nclx"),dt(aA[i.info.decoderConfig.colorSpace.primaries]),dt(lA[i.info.decoderConfig.colorSpace.transfer]),dt(cA[i.info.decoderConfig.colorSpace.matrix]),Ht((i.info.decoderConfig.colorSpace.fullRange?1:0)<<7)]),uA=i=>i.info.decoderConfig&&Ut("avcC",[...new Uint8Array(i.info.decoderConfig.description)]),dA=i=>i.info.decoderConfig&&Ut("hvcC",[...new Uint8Array(i.info.decoderConfig.description)]),fA=i=>{if(!i.info.decoderConfig)return null;let e=i.info.decoderConfig;if(!e.colorSpace)throw new Error("'colorSpace' is required in the decoder config for VP9.");let t=e.codec.split("."),n=Number(t[1]),s=Number(t[2]),a=(Number(t[3])<<4)+(0<<1)+Number(e.colorSpace.fullRange);return St("vpcC",1,0,[Ht(n),Ht(s),Ht(a),Ht(2),Ht(2),Ht(2),dt(0)])},pA=()=>{let t=(1<<7)+1;return Ut("av1C",[t,0,0,0])},mA=(i,e)=>Ut(i,[Array(6).fill(0),dt(1),dt(0),dt(0),Se(0),dt(e.info.numberOfChannels),dt(16),dt(0),dt(0),On(e.info.sampleRate)],[FA[e.info.codec](e)]),gA=i=>{let e=new Uint8Array(i.info.decoderConfig.description);return St("esds",0,0,[Se(58753152),Ht(32+e.byteLength),dt(1),Ht(0),Se(75530368),Ht(18+e.byteLength),Ht(64),Ht(21),ev(0),Se(130071),Se(130071),Se(92307584),Ht(e.byteLength),...e,Se(109084800),Ht(1),Ht(2)])},yA=i=>{let e=3840,t=0,n=i.info.decoderConfig?.description;if(n){if(n.byteLength<18)throw new TypeError("Invalid decoder description provided for Opus; must be at least 18 bytes long.");let s=ArrayBuffer.isView(n)?new DataView(n.buffer,n.byteOffset,n.byteLength):new DataView(n);e=s.getUint16(10,!0),t=s.getInt16(14,!0)}return Ut("dOps",[Ht(0),Ht(i.info.numberOfChannels),dt(e),Se(i.info.sampleRate),Sm(t),Ht(0)])},xA=i=>St("stts",0,0,[Se(i.timeToSampleTable.length),i.timeToSampleTable.map(e=>[Se(e.sampleCount),Se(e.sampleDelta)])]),vA=i=>{if(i.samples.every(t=>t.type==="key"))return null;let e=[...i.samples.entries()].filter(([,t])=>t.type==="key");return St("stss",0,0,[Se(e.length),e.map(([t])=>Se(t+1))])},_A=i=>St("stsc",0,0,[Se(i.compactlyCodedChunkTable.length),i.compactlyCodedChunkTable.map(e=>[Se(e.firstChunk),Se(e.samplesPerChunk),Se(1)])]),bA=i=>St("stsz",0,0,[Se(0),Se(i.samples.length),i.samples.map(e=>Se(e.size))]),SA=i=>i.finalizedChunks.length>0&&bd(i.finalizedChunks).offset>=2**32?St("co64",0,0,[Se(i.finalizedChunks.length),i.finalizedChunks.map(e=>vr(e.offset))]):St("stco",0,0,[Se(i.finalizedChunks.length),i.finalizedChunks.map(e=>Se(e.offset))]),wA=i=>St("ctts",0,0,[Se(i.compositionTimeOffsetTable.length),i.compositionTimeOffsetTable.map(e=>[Se(e.sampleCount),Se(e.sampleCompositionTimeOffset)])]),MA=i=>Ut("mvex",null,i.map(TA)),TA=i=>St("trex",0,0,[Se(i.id),Se(1),Se(0),Se(0),Se(0)]),Qx=(i,e)=>Ut("moof",null,[EA(i),...e.map(AA)]),EA=i=>St("mfhd",0,0,[Se(i)]),sv=i=>{let e=0,t=0,n=0,s=0,r=i.type==="delta";return t|=+r,r?e|=1:e|=2,e<<24|t<<16|n<<8|s},AA=i=>Ut("traf",null,[CA(i),RA(i),IA(i)]),CA=i=>{let e=0;e|=8,e|=16,e|=32,e|=131072;let t=i.currentChunk.samples[1]??i.currentChunk.samples[0],n={duration:t.timescaleUnitsToNextSample,size:t.size,flags:sv(t)};return St("tfhd",0,e,[Se(i.id),Se(n.duration),Se(n.size),Se(n.flags)])},RA=i=>St("tfdt",1,0,[vr(Fn(i.currentChunk.startTimestamp,i.timescale))]),IA=i=>{let e=i.currentChunk.samples.map(y=>y.timescaleUnitsToNextSample),t=i.currentChunk.samples.map(y=>y.size),n=i.currentChunk.samples.map(sv),s=i.currentChunk.samples.map(y=>Fn(y.presentationTimestamp-y.decodeTimestamp,i.timescale)),r=new Set(e),o=new Set(t),a=new Set(n),l=new Set(s),c=a.size===2&&n[0]!==n[1],h=r.size>1,u=o.size>1,d=!c&&a.size>1,f=l.size>1||[...l].some(y=>y!==0),p=0;return p|=1,p|=4*+c,p|=256*+h,p|=512*+u,p|=1024*+d,p|=2048*+f,St("trun",1,p,[Se(i.currentChunk.samples.length),Se(i.currentChunk.offset-i.currentChunk.moofOffset||0),c?Se(n[0]):[],i.currentChunk.samples.map((y,m)=>[h?Se(e[m]):[],u?Se(t[m]):[],d?Se(n[m]):[],f?GE(s[m]):[]])])},PA=i=>Ut("mfra",null,[...i.map(LA),DA()]),LA=(i,e)=>St("tfra",1,0,[Se(i.id),Se(63),Se(i.finalizedChunks.length),i.finalizedChunks.map(n=>[vr(Fn(n.startTimestamp,i.timescale)),vr(n.moofOffset),Se(e+1),Se(1),Se(1)])]),DA=()=>St("mfro",0,0,[Se(0)]),NA={avc:"avc1",hevc:"hvc1",vp9:"vp09",av1:"av01"},UA={avc:uA,hevc:dA,vp9:fA,av1:pA},OA={aac:"mp4a",opus:"Opus"},FA={aac:gA,opus:yA};var Ad=class{},Mm=class extends Ad{constructor(){super(...arguments),this.buffer=null}},rv=class extends Ad{constructor(i){if(super(),this.options=i,typeof i!="object")throw new TypeError("StreamTarget requires an options object to be passed to its constructor.");if(i.onData){if(typeof i.onData!="function")throw new TypeError("options.onData, when provided, must be a function.");if(i.onData.length<2)throw new TypeError("options.onData, when provided, must be a function that takes in at least two arguments (data and position). Ignoring the position argument, which specifies the byte offset at which the data is to be written, can lead to broken outputs.")}if(i.chunked!==void 0&&typeof i.chunked!="boolean")throw new TypeError("options.chunked, when provided, must be a boolean.");if(i.chunkSize!==void 0&&(!Number.isInteger(i.chunkSize)||i.chunkSize<1024))throw new TypeError("options.chunkSize, when provided, must be an integer and not smaller than 1024.")}},BA=class extends Ad{constructor(i,e){if(super(),this.stream=i,this.options=e,!(i instanceof FileSystemWritableFileStream))throw new TypeError("FileSystemWritableFileStreamTarget requires a FileSystemWritableFileStream instance.");if(e!==void 0&&typeof e!="object")throw new TypeError("FileSystemWritableFileStreamTarget's options, when provided, must be an object.");if(e&&e.chunkSize!==void 0&&(!Number.isInteger(e.chunkSize)||e.chunkSize<=0))throw new TypeError("options.chunkSize, when provided, must be a positive integer")}},pr,Ao,ov=class{constructor(){this.pos=0,et(this,pr,new Uint8Array(8)),et(this,Ao,new DataView(L(this,pr).buffer)),this.offsets=new WeakMap}seek(i){this.pos=i}writeU32(i){L(this,Ao).setUint32(0,i,!1),this.write(L(this,pr).subarray(0,4))}writeU64(i){L(this,Ao).setUint32(0,Math.floor(i/2**32),!1),L(this,Ao).setUint32(4,i,!1),this.write(L(this,pr).subarray(0,8))}writeAscii(i){for(let e=0;e<i.length;e++)L(this,Ao).setUint8(e%8,i.charCodeAt(e)),e%8===7&&this.write(L(this,pr));i.length%8!==0&&this.write(L(this,pr).subarray(0,i.length%8))}writeBox(i){if(this.offsets.set(i,this.pos),i.contents&&!i.children)this.writeBoxHeader(i,i.size??i.contents.byteLength+8),this.write(i.contents);else{let e=this.pos;if(this.writeBoxHeader(i,0),i.contents&&this.write(i.contents),i.children)for(let s of i.children)s&&this.writeBox(s);let t=this.pos,n=i.size??t-e;this.seek(e),this.writeBoxHeader(i,n),this.seek(t)}}writeBoxHeader(i,e){this.writeU32(i.largeSize?1:e),this.writeAscii(i.type),i.largeSize&&this.writeU64(e)}measureBoxHeader(i){return 8+(i.largeSize?8:0)}patchBox(i){let e=this.pos;this.seek(this.offsets.get(i)),this.writeBox(i),this.seek(e)}measureBox(i){if(i.contents&&!i.children)return this.measureBoxHeader(i)+i.contents.byteLength;{let e=this.measureBoxHeader(i);if(i.contents&&(e+=i.contents.byteLength),i.children)for(let t of i.children)t&&(e+=this.measureBox(t));return e}}};pr=new WeakMap;Ao=new WeakMap;var yd,xr,ml,ll,xd,fm,kA=class extends ov{constructor(i){super(),et(this,xd),et(this,yd,void 0),et(this,xr,new ArrayBuffer(2**16)),et(this,ml,new Uint8Array(L(this,xr))),et(this,ll,0),Kt(this,yd,i)}write(i){ot(this,xd,fm).call(this,this.pos+i.byteLength),L(this,ml).set(i,this.pos),this.pos+=i.byteLength,Kt(this,ll,Math.max(L(this,ll),this.pos))}finalize(){ot(this,xd,fm).call(this,this.pos),L(this,yd).buffer=L(this,xr).slice(0,Math.max(L(this,ll),this.pos))}};yd=new WeakMap;xr=new WeakMap;ml=new WeakMap;ll=new WeakMap;xd=new WeakSet;fm=function(i){let e=L(this,xr).byteLength;for(;e<i;)e*=2;if(e===L(this,xr).byteLength)return;let t=new ArrayBuffer(e),n=new Uint8Array(t);n.set(L(this,ml),0),Kt(this,xr,t),Kt(this,ml,n)};var zA=2**24,VA=2,ul,mr,cl,fs,$i,Sd,pm,Tm,av,Em,lv,dl,wd,Am=class extends ov{constructor(i){super(),et(this,Sd),et(this,Tm),et(this,Em),et(this,dl),et(this,ul,void 0),et(this,mr,[]),et(this,cl,void 0),et(this,fs,void 0),et(this,$i,[]),Kt(this,ul,i),Kt(this,cl,i.options?.chunked??!1),Kt(this,fs,i.options?.chunkSize??zA)}write(i){L(this,mr).push({data:i.slice(),start:this.pos}),this.pos+=i.byteLength}flush(){if(L(this,mr).length===0)return;let i=[],e=[...L(this,mr)].sort((t,n)=>t.start-n.start);i.push({start:e[0].start,size:e[0].data.byteLength});for(let t=1;t<e.length;t++){let n=i[i.length-1],s=e[t];s.start<=n.start+n.size?n.size=Math.max(n.size,s.start+s.data.byteLength-n.start):i.push({start:s.start,size:s.data.byteLength})}for(let t of i){t.data=new Uint8Array(t.size);for(let n of L(this,mr))t.start<=n.start&&n.start<t.start+t.size&&t.data.set(n.data,n.start-t.start);L(this,cl)?(ot(this,Sd,pm).call(this,t.data,t.start),ot(this,dl,wd).call(this)):L(this,ul).options.onData?.(t.data,t.start)}L(this,mr).length=0}finalize(){L(this,cl)&&ot(this,dl,wd).call(this,!0)}};ul=new WeakMap;mr=new WeakMap;cl=new WeakMap;fs=new WeakMap;$i=new WeakMap;Sd=new WeakSet;pm=function(i,e){let t=L(this,$i).findIndex(a=>a.start<=e&&e<a.start+L(this,fs));t===-1&&(t=ot(this,Em,lv).call(this,e));let n=L(this,$i)[t],s=e-n.start,r=i.subarray(0,Math.min(L(this,fs)-s,i.byteLength));n.data.set(r,s);let o={start:s,end:s+r.byteLength};if(ot(this,Tm,av).call(this,n,o),n.written[0].start===0&&n.written[0].end===L(this,fs)&&(n.shouldFlush=!0),L(this,$i).length>VA){for(let a=0;a<L(this,$i).length-1;a++)L(this,$i)[a].shouldFlush=!0;ot(this,dl,wd).call(this)}r.byteLength<i.byteLength&&ot(this,Sd,pm).call(this,i.subarray(r.byteLength),e+r.byteLength)};Tm=new WeakSet;av=function(i,e){let t=0,n=i.written.length-1,s=-1;for(;t<=n;){let r=Math.floor(t+(n-t+1)/2);i.written[r].start<=e.start?(t=r+1,s=r):n=r-1}for(i.written.splice(s+1,0,e),(s===-1||i.written[s].end<e.start)&&s++;s<i.written.length-1&&i.written[s].end>=i.written[s+1].start;)i.written[s].end=Math.max(i.written[s].end,i.written[s+1].end),i.written.splice(s+1,1)};Em=new WeakSet;lv=function(i){let t={start:Math.floor(i/L(this,fs))*L(this,fs),data:new Uint8Array(L(this,fs)),written:[],shouldFlush:!1};return L(this,$i).push(t),L(this,$i).sort((n,s)=>n.start-s.start),L(this,$i).indexOf(t)};dl=new WeakSet;wd=function(i=!1){for(let e=0;e<L(this,$i).length;e++){let t=L(this,$i)[e];if(!(!t.shouldFlush&&!i)){for(let n of t.written)L(this,ul).options.onData?.(t.data.subarray(n.start,n.end),t.start+n.start);L(this,$i).splice(e--,1)}}};var HA=class extends Am{constructor(i){super(new rv({onData:(e,t)=>i.stream.write({type:"write",data:e,position:t}),chunked:!0,chunkSize:i.options?.chunkSize}))}},mm=1e3,GA=["avc","hevc","vp9","av1"],WA=["aac","opus"],XA=2082844800,$A=["strict","offset","cross-track-offset"],Le,Ve,Md,Xi,ri,Zt,Co,Ro,Cm,gr,yr,fl,gm,cv,ym,hv,Rm,uv,xm,dv,Im,fv,vd,vm,Un,ds,Pm,pv,pl,Td,Ed,Lm,Po,gl,_d,_m,mv=class{constructor(i){if(et(this,gm),et(this,ym),et(this,Rm),et(this,xm),et(this,Im),et(this,vd),et(this,Un),et(this,Pm),et(this,pl),et(this,Ed),et(this,Po),et(this,_d),et(this,Le,void 0),et(this,Ve,void 0),et(this,Md,void 0),et(this,Xi,void 0),et(this,ri,null),et(this,Zt,null),et(this,Co,Math.floor(Date.now()/1e3)+XA),et(this,Ro,[]),et(this,Cm,1),et(this,gr,[]),et(this,yr,[]),et(this,fl,!1),ot(this,gm,cv).call(this,i),i.video=hl(i.video),i.audio=hl(i.audio),i.fastStart=hl(i.fastStart),this.target=i.target,Kt(this,Le,{firstTimestampBehavior:"strict",...i}),i.target instanceof Mm)Kt(this,Ve,new kA(i.target));else if(i.target instanceof rv)Kt(this,Ve,new Am(i.target));else if(i.target instanceof BA)Kt(this,Ve,new HA(i.target));else throw new Error(`Invalid target: ${i.target}`);ot(this,xm,dv).call(this),ot(this,ym,hv).call(this)}addVideoChunk(i,e,t,n){if(!(i instanceof EncodedVideoChunk))throw new TypeError("addVideoChunk's first argument (sample) must be of type EncodedVideoChunk.");if(e&&typeof e!="object")throw new TypeError("addVideoChunk's second argument (meta), when provided, must be an object.");if(t!==void 0&&(!Number.isFinite(t)||t<0))throw new TypeError("addVideoChunk's third argument (timestamp), when provided, must be a non-negative real number.");if(n!==void 0&&!Number.isFinite(n))throw new TypeError("addVideoChunk's fourth argument (compositionTimeOffset), when provided, must be a real number.");let s=new Uint8Array(i.byteLength);i.copyTo(s),this.addVideoChunkRaw(s,i.type,t??i.timestamp,i.duration,e,n)}addVideoChunkRaw(i,e,t,n,s,r){if(!(i instanceof Uint8Array))throw new TypeError("addVideoChunkRaw's first argument (data) must be an instance of Uint8Array.");if(e!=="key"&&e!=="delta")throw new TypeError("addVideoChunkRaw's second argument (type) must be either 'key' or 'delta'.");if(!Number.isFinite(t)||t<0)throw new TypeError("addVideoChunkRaw's third argument (timestamp) must be a non-negative real number.");if(!Number.isFinite(n)||n<0)throw new TypeError("addVideoChunkRaw's fourth argument (duration) must be a non-negative real number.");if(s&&typeof s!="object")throw new TypeError("addVideoChunkRaw's fifth argument (meta), when provided, must be an object.");if(r!==void 0&&!Number.isFinite(r))throw new TypeError("addVideoChunkRaw's sixth argument (compositionTimeOffset), when provided, must be a real number.");if(ot(this,_d,_m).call(this),!L(this,Le).video)throw new Error("No video track declared.");if(typeof L(this,Le).fastStart=="object"&&L(this,ri).samples.length===L(this,Le).fastStart.expectedVideoChunks)throw new Error(`Cannot add more video chunks than specified in 'fastStart' (${L(this,Le).fastStart.expectedVideoChunks}).`);let o=ot(this,vd,vm).call(this,L(this,ri),i,e,t,n,s,r);if(L(this,Le).fastStart==="fragmented"&&L(this,Zt)){for(;L(this,yr).length>0&&L(this,yr)[0].decodeTimestamp<=o.decodeTimestamp;){let a=L(this,yr).shift();ot(this,Un,ds).call(this,L(this,Zt),a)}o.decodeTimestamp<=L(this,Zt).lastDecodeTimestamp?ot(this,Un,ds).call(this,L(this,ri),o):L(this,gr).push(o)}else ot(this,Un,ds).call(this,L(this,ri),o)}addAudioChunk(i,e,t){if(!(i instanceof EncodedAudioChunk))throw new TypeError("addAudioChunk's first argument (sample) must be of type EncodedAudioChunk.");if(e&&typeof e!="object")throw new TypeError("addAudioChunk's second argument (meta), when provided, must be an object.");if(t!==void 0&&(!Number.isFinite(t)||t<0))throw new TypeError("addAudioChunk's third argument (timestamp), when provided, must be a non-negative real number.");let n=new Uint8Array(i.byteLength);i.copyTo(n),this.addAudioChunkRaw(n,i.type,t??i.timestamp,i.duration,e)}addAudioChunkRaw(i,e,t,n,s){if(!(i instanceof Uint8Array))throw new TypeError("addAudioChunkRaw's first argument (data) must be an instance of Uint8Array.");if(e!=="key"&&e!=="delta")throw new TypeError("addAudioChunkRaw's second argument (type) must be either 'key' or 'delta'.");if(!Number.isFinite(t)||t<0)throw new TypeError("addAudioChunkRaw's third argument (timestamp) must be a non-negative real number.");if(!Number.isFinite(n)||n<0)throw new TypeError("addAudioChunkRaw's fourth argument (duration) must be a non-negative real number.");if(s&&typeof s!="object")throw new TypeError("addAudioChunkRaw's fifth argument (meta), when provided, must be an object.");if(ot(this,_d,_m).call(this),!L(this,Le).audio)throw new Error("No audio track declared.");if(typeof L(this,Le).fastStart=="object"&&L(this,Zt).samples.length===L(this,Le).fastStart.expectedAudioChunks)throw new Error(`Cannot add more audio chunks than specified in 'fastStart' (${L(this,Le).fastStart.expectedAudioChunks}).`);let r=ot(this,vd,vm).call(this,L(this,Zt),i,e,t,n,s);if(L(this,Le).fastStart==="fragmented"&&L(this,ri)){for(;L(this,gr).length>0&&L(this,gr)[0].decodeTimestamp<=r.decodeTimestamp;){let o=L(this,gr).shift();ot(this,Un,ds).call(this,L(this,ri),o)}r.decodeTimestamp<=L(this,ri).lastDecodeTimestamp?ot(this,Un,ds).call(this,L(this,Zt),r):L(this,yr).push(r)}else ot(this,Un,ds).call(this,L(this,Zt),r)}finalize(){if(L(this,fl))throw new Error("Cannot finalize a muxer more than once.");if(L(this,Le).fastStart==="fragmented"){for(let e of L(this,gr))ot(this,Un,ds).call(this,L(this,ri),e);for(let e of L(this,yr))ot(this,Un,ds).call(this,L(this,Zt),e);ot(this,Ed,Lm).call(this,!1)}else L(this,ri)&&ot(this,pl,Td).call(this,L(this,ri)),L(this,Zt)&&ot(this,pl,Td).call(this,L(this,Zt));let i=[L(this,ri),L(this,Zt)].filter(Boolean);if(L(this,Le).fastStart==="in-memory"){let e;for(let n=0;n<2;n++){let s=gd(i,L(this,Co)),r=L(this,Ve).measureBox(s);e=L(this,Ve).measureBox(L(this,Xi));let o=L(this,Ve).pos+r+e;for(let a of L(this,Ro)){a.offset=o;for(let{data:l}of a.samples)o+=l.byteLength,e+=l.byteLength}if(o<2**32)break;e>=2**32&&(L(this,Xi).largeSize=!0)}let t=gd(i,L(this,Co));L(this,Ve).writeBox(t),L(this,Xi).size=e,L(this,Ve).writeBox(L(this,Xi));for(let n of L(this,Ro))for(let s of n.samples)L(this,Ve).write(s.data),s.data=null}else if(L(this,Le).fastStart==="fragmented"){let e=L(this,Ve).pos,t=PA(i);L(this,Ve).writeBox(t);let n=L(this,Ve).pos-e;L(this,Ve).seek(L(this,Ve).pos-4),L(this,Ve).writeU32(n)}else{let e=L(this,Ve).offsets.get(L(this,Xi)),t=L(this,Ve).pos-e;L(this,Xi).size=t,L(this,Xi).largeSize=t>=2**32,L(this,Ve).patchBox(L(this,Xi));let n=gd(i,L(this,Co));if(typeof L(this,Le).fastStart=="object"){L(this,Ve).seek(L(this,Md)),L(this,Ve).writeBox(n);let s=e-L(this,Ve).pos;L(this,Ve).writeBox(XE(s))}else L(this,Ve).writeBox(n)}ot(this,Po,gl).call(this),L(this,Ve).finalize(),Kt(this,fl,!0)}};Le=new WeakMap;Ve=new WeakMap;Md=new WeakMap;Xi=new WeakMap;ri=new WeakMap;Zt=new WeakMap;Co=new WeakMap;Ro=new WeakMap;Cm=new WeakMap;gr=new WeakMap;yr=new WeakMap;fl=new WeakMap;gm=new WeakSet;cv=function(i){if(typeof i!="object")throw new TypeError("The muxer requires an options object to be passed to its constructor.");if(!(i.target instanceof Ad))throw new TypeError("The target must be provided and an instance of Target.");if(i.video){if(!GA.includes(i.video.codec))throw new TypeError(`Unsupported video codec: ${i.video.codec}`);if(!Number.isInteger(i.video.width)||i.video.width<=0)throw new TypeError(`Invalid video width: ${i.video.width}. Must be a positive integer.`);if(!Number.isInteger(i.video.height)||i.video.height<=0)throw new TypeError(`Invalid video height: ${i.video.height}. Must be a positive integer.`);let e=i.video.rotation;if(typeof e=="number"&&![0,90,180,270].includes(e))throw new TypeError(`Invalid video rotation: ${e}. Has to be 0, 90, 180 or 270.`);if(Array.isArray(e)&&(e.length!==9||e.some(t=>typeof t!="number")))throw new TypeError(`Invalid video transformation matrix: ${e.join()}`);if(i.video.frameRate!==void 0&&(!Number.isInteger(i.video.frameRate)||i.video.frameRate<=0))throw new TypeError(`Invalid video frame rate: ${i.video.frameRate}. Must be a positive integer.`)}if(i.audio){if(!WA.includes(i.audio.codec))throw new TypeError(`Unsupported audio codec: ${i.audio.codec}`);if(!Number.isInteger(i.audio.numberOfChannels)||i.audio.numberOfChannels<=0)throw new TypeError(`Invalid number of audio channels: ${i.audio.numberOfChannels}. Must be a positive integer.`);if(!Number.isInteger(i.audio.sampleRate)||i.audio.sampleRate<=0)throw new TypeError(`Invalid audio sample rate: ${i.audio.sampleRate}. Must be a positive integer.`)}if(i.firstTimestampBehavior&&!$A.includes(i.firstTimestampBehavior))throw new TypeError(`Invalid first timestamp behavior: ${i.firstTimestampBehavior}`);if(typeof i.fastStart=="object"){if(i.video){if(i.fastStart.expectedVideoChunks===void 0)throw new TypeError("'fastStart' is an object but is missing property 'expectedVideoChunks'.");if(!Number.isInteger(i.fastStart.expectedVideoChunks)||i.fastStart.expectedVideoChunks<0)throw new TypeError("'expectedVideoChunks' must be a non-negative integer.")}if(i.audio){if(i.fastStart.expectedAudioChunks===void 0)throw new TypeError("'fastStart' is an object but is missing property 'expectedAudioChunks'.");if(!Number.isInteger(i.fastStart.expectedAudioChunks)||i.fastStart.expectedAudioChunks<0)throw new TypeError("'expectedAudioChunks' must be a non-negative integer.")}}else if(![!1,"in-memory","fragmented"].includes(i.fastStart))throw new TypeError("'fastStart' option must be false, 'in-memory', 'fragmented' or an object.");if(i.minFragmentDuration!==void 0&&(!Number.isFinite(i.minFragmentDuration)||i.minFragmentDuration<0))throw new TypeError("'minFragmentDuration' must be a non-negative number.")};ym=new WeakSet;hv=function(){if(L(this,Ve).writeBox(WE({holdsAvc:L(this,Le).video?.codec==="avc",fragmented:L(this,Le).fastStart==="fragmented"})),Kt(this,Md,L(this,Ve).pos),L(this,Le).fastStart==="in-memory")Kt(this,Xi,dm(!1));else if(L(this,Le).fastStart!=="fragmented"){if(typeof L(this,Le).fastStart=="object"){let i=ot(this,Rm,uv).call(this);L(this,Ve).seek(L(this,Ve).pos+i)}Kt(this,Xi,dm(!0)),L(this,Ve).writeBox(L(this,Xi))}ot(this,Po,gl).call(this)};Rm=new WeakSet;uv=function(){if(typeof L(this,Le).fastStart!="object")return;let i=0,e=[L(this,Le).fastStart.expectedVideoChunks,L(this,Le).fastStart.expectedAudioChunks];for(let t of e)t&&(i+=8*Math.ceil(2/3*t),i+=4*t,i+=12*Math.ceil(2/3*t),i+=4*t,i+=8*t);return i+=4096,i};xm=new WeakSet;dv=function(){if(L(this,Le).video&&Kt(this,ri,{id:1,info:{type:"video",codec:L(this,Le).video.codec,width:L(this,Le).video.width,height:L(this,Le).video.height,rotation:L(this,Le).video.rotation??0,decoderConfig:null},timescale:L(this,Le).video.frameRate??57600,samples:[],finalizedChunks:[],currentChunk:null,firstDecodeTimestamp:void 0,lastDecodeTimestamp:-1,timeToSampleTable:[],compositionTimeOffsetTable:[],lastTimescaleUnits:null,lastSample:null,compactlyCodedChunkTable:[]}),L(this,Le).audio&&(Kt(this,Zt,{id:L(this,Le).video?2:1,info:{type:"audio",codec:L(this,Le).audio.codec,numberOfChannels:L(this,Le).audio.numberOfChannels,sampleRate:L(this,Le).audio.sampleRate,decoderConfig:null},timescale:L(this,Le).audio.sampleRate,samples:[],finalizedChunks:[],currentChunk:null,firstDecodeTimestamp:void 0,lastDecodeTimestamp:-1,timeToSampleTable:[],compositionTimeOffsetTable:[],lastTimescaleUnits:null,lastSample:null,compactlyCodedChunkTable:[]}),L(this,Le).audio.codec==="aac")){let i=ot(this,Im,fv).call(this,2,L(this,Le).audio.sampleRate,L(this,Le).audio.numberOfChannels);L(this,Zt).info.decoderConfig={codec:L(this,Le).audio.codec,description:i,numberOfChannels:L(this,Le).audio.numberOfChannels,sampleRate:L(this,Le).audio.sampleRate}}};Im=new WeakSet;fv=function(i,e,t){let s=[96e3,88200,64e3,48e3,44100,32e3,24e3,22050,16e3,12e3,11025,8e3,7350].indexOf(e),r=t,o="";o+=i.toString(2).padStart(5,"0"),o+=s.toString(2).padStart(4,"0"),s===15&&(o+=e.toString(2).padStart(24,"0")),o+=r.toString(2).padStart(4,"0");let a=Math.ceil(o.length/8)*8;o=o.padEnd(a,"0");let l=new Uint8Array(o.length/8);for(let c=0;c<o.length;c+=8)l[c/8]=parseInt(o.slice(c,c+8),2);return l};vd=new WeakSet;vm=function(i,e,t,n,s,r,o){let a=n/1e6,l=(n-(o??0))/1e6,c=s/1e6,h=ot(this,Pm,pv).call(this,a,l,i);return a=h.presentationTimestamp,l=h.decodeTimestamp,r?.decoderConfig&&(i.info.decoderConfig===null?i.info.decoderConfig=r.decoderConfig:Object.assign(i.info.decoderConfig,r.decoderConfig)),{presentationTimestamp:a,decodeTimestamp:l,duration:c,data:e,size:e.byteLength,type:t,timescaleUnitsToNextSample:Fn(c,i.timescale)}};Un=new WeakSet;ds=function(i,e){L(this,Le).fastStart!=="fragmented"&&i.samples.push(e);let t=Fn(e.presentationTimestamp-e.decodeTimestamp,i.timescale);if(i.lastTimescaleUnits!==null){let s=Fn(e.decodeTimestamp,i.timescale,!1),r=Math.round(s-i.lastTimescaleUnits);if(i.lastTimescaleUnits+=r,i.lastSample.timescaleUnitsToNextSample=r,L(this,Le).fastStart!=="fragmented"){let o=bd(i.timeToSampleTable);o.sampleCount===1?(o.sampleDelta=r,o.sampleCount++):o.sampleDelta===r?o.sampleCount++:(o.sampleCount--,i.timeToSampleTable.push({sampleCount:2,sampleDelta:r}));let a=bd(i.compositionTimeOffsetTable);a.sampleCompositionTimeOffset===t?a.sampleCount++:i.compositionTimeOffsetTable.push({sampleCount:1,sampleCompositionTimeOffset:t})}}else i.lastTimescaleUnits=0,L(this,Le).fastStart!=="fragmented"&&(i.timeToSampleTable.push({sampleCount:1,sampleDelta:Fn(e.duration,i.timescale)}),i.compositionTimeOffsetTable.push({sampleCount:1,sampleCompositionTimeOffset:t}));i.lastSample=e;let n=!1;if(!i.currentChunk)n=!0;else{let s=e.presentationTimestamp-i.currentChunk.startTimestamp;if(L(this,Le).fastStart==="fragmented"){let r=L(this,ri)??L(this,Zt),o=L(this,Le).minFragmentDuration??1;i===r&&e.type==="key"&&s>=o&&(n=!0,ot(this,Ed,Lm).call(this))}else n=s>=.5}n&&(i.currentChunk&&ot(this,pl,Td).call(this,i),i.currentChunk={startTimestamp:e.presentationTimestamp,samples:[]}),i.currentChunk.samples.push(e)};Pm=new WeakSet;pv=function(i,e,t){let n=L(this,Le).firstTimestampBehavior==="strict",s=t.lastDecodeTimestamp===-1;if(n&&s&&e!==0)throw new Error(`The first chunk for your media track must have a timestamp of 0 (received DTS=${e}).Non-zero first timestamps are often caused by directly piping frames or audio data from a MediaStreamTrack into the encoder. Their timestamps are typically relative to the age of thedocument, which is probably what you want.

If you want to offset all timestamps of a track such that the first one is zero, set firstTimestampBehavior: 'offset' in the options.
`);if(L(this,Le).firstTimestampBehavior==="offset"||L(this,Le).firstTimestampBehavior==="cross-track-offset"){t.firstDecodeTimestamp===void 0&&(t.firstDecodeTimestamp=e);let o;L(this,Le).firstTimestampBehavior==="offset"?o=t.firstDecodeTimestamp:o=Math.min(L(this,ri)?.firstDecodeTimestamp??1/0,L(this,Zt)?.firstDecodeTimestamp??1/0),e-=o,i-=o}if(e<t.lastDecodeTimestamp)throw new Error(`Timestamps must be monotonically increasing (DTS went from ${t.lastDecodeTimestamp*1e6} to ${e*1e6}).`);return t.lastDecodeTimestamp=e,{presentationTimestamp:i,decodeTimestamp:e}};pl=new WeakSet;Td=function(i){if(L(this,Le).fastStart==="fragmented")throw new Error("Can't finalize individual chunks if 'fastStart' is set to 'fragmented'.");if(i.currentChunk){if(i.finalizedChunks.push(i.currentChunk),L(this,Ro).push(i.currentChunk),(i.compactlyCodedChunkTable.length===0||bd(i.compactlyCodedChunkTable).samplesPerChunk!==i.currentChunk.samples.length)&&i.compactlyCodedChunkTable.push({firstChunk:i.finalizedChunks.length,samplesPerChunk:i.currentChunk.samples.length}),L(this,Le).fastStart==="in-memory"){i.currentChunk.offset=0;return}i.currentChunk.offset=L(this,Ve).pos;for(let e of i.currentChunk.samples)L(this,Ve).write(e.data),e.data=null;ot(this,Po,gl).call(this)}};Ed=new WeakSet;Lm=function(i=!0){if(L(this,Le).fastStart!=="fragmented")throw new Error("Can't finalize a fragment unless 'fastStart' is set to 'fragmented'.");let e=[L(this,ri),L(this,Zt)].filter(a=>a&&a.currentChunk);if(e.length===0)return;let t=VE(this,Cm)._++;if(t===1){let a=gd(e,L(this,Co),!0);L(this,Ve).writeBox(a)}let n=L(this,Ve).pos,s=Qx(t,e);L(this,Ve).writeBox(s);{let a=dm(!1),l=0;for(let h of e)for(let u of h.currentChunk.samples)l+=u.size;let c=L(this,Ve).measureBox(a)+l;c>=2**32&&(a.largeSize=!0,c=L(this,Ve).measureBox(a)+l),a.size=c,L(this,Ve).writeBox(a)}for(let a of e){a.currentChunk.offset=L(this,Ve).pos,a.currentChunk.moofOffset=n;for(let l of a.currentChunk.samples)L(this,Ve).write(l.data),l.data=null}let r=L(this,Ve).pos;L(this,Ve).seek(L(this,Ve).offsets.get(s));let o=Qx(t,e);L(this,Ve).writeBox(o),L(this,Ve).seek(r);for(let a of e)a.finalizedChunks.push(a.currentChunk),L(this,Ro).push(a.currentChunk),a.currentChunk=null;i&&ot(this,Po,gl).call(this)};Po=new WeakSet;gl=function(){L(this,Ve)instanceof Am&&L(this,Ve).flush()};_d=new WeakSet;_m=function(){if(L(this,fl))throw new Error("Cannot add new video or audio chunks after the file has been finalized.")};var Wm=(i,e,t)=>{if(!e.has(i))throw TypeError("Cannot "+t)},T=(i,e,t)=>(Wm(i,e,"read from private field"),t?t.call(i):e.get(i)),be=(i,e,t)=>{if(e.has(i))throw TypeError("Cannot add the same private member more than once");e instanceof WeakSet?e.add(i):e.set(i,t)},je=(i,e,t,n)=>(Wm(i,e,"write to private field"),n?n.call(i,t):e.set(i,t),t),Ae=(i,e,t)=>(Wm(i,e,"access private method"),t),yv=class{constructor(i){this.value=i}},Xm=class{constructor(i){this.value=i}},xv=i=>i<256?1:i<65536?2:i<1<<24?3:i<2**32?4:i<2**40?5:6,YA=i=>{if(i<127)return 1;if(i<16383)return 2;if(i<(1<<21)-1)return 3;if(i<(1<<28)-1)return 4;if(i<2**35-1)return 5;if(i<2**42-1)return 6;throw new Error("EBML VINT size not supported "+i)},Lo=(i,e,t)=>{let n=0;for(let s=e;s<t;s++){let r=Math.floor(s/8),o=i[r],a=7-(s&7),l=(o&1<<a)>>a;n<<=1,n|=l}return n},qA=(i,e,t,n)=>{for(let s=e;s<t;s++){let r=Math.floor(s/8),o=i[r],a=7-(s&7);o&=~(1<<a),o|=(n&1<<t-s-1)>>t-s-1<<a,i[r]=o}};var zd=class{},$m=class extends zd{constructor(){super(...arguments),this.buffer=null}},vv=class extends zd{constructor(i){if(super(),this.options=i,typeof i!="object")throw new TypeError("StreamTarget requires an options object to be passed to its constructor.");if(i.onData){if(typeof i.onData!="function")throw new TypeError("options.onData, when provided, must be a function.");if(i.onData.length<2)throw new TypeError("options.onData, when provided, must be a function that takes in at least two arguments (data and position). Ignoring the position argument, which specifies the byte offset at which the data is to be written, can lead to broken outputs.")}if(i.onHeader&&typeof i.onHeader!="function")throw new TypeError("options.onHeader, when provided, must be a function.");if(i.onCluster&&typeof i.onCluster!="function")throw new TypeError("options.onCluster, when provided, must be a function.");if(i.chunked!==void 0&&typeof i.chunked!="boolean")throw new TypeError("options.chunked, when provided, must be a boolean.");if(i.chunkSize!==void 0&&(!Number.isInteger(i.chunkSize)||i.chunkSize<1024))throw new TypeError("options.chunkSize, when provided, must be an integer and not smaller than 1024.")}},jA=class extends zd{constructor(i,e){if(super(),this.stream=i,this.options=e,!(i instanceof FileSystemWritableFileStream))throw new TypeError("FileSystemWritableFileStreamTarget requires a FileSystemWritableFileStream instance.");if(e!==void 0&&typeof e!="object")throw new TypeError("FileSystemWritableFileStreamTarget's options, when provided, must be an object.");if(e&&e.chunkSize!==void 0&&(!Number.isInteger(e.chunkSize)||e.chunkSize<=0))throw new TypeError("options.chunkSize, when provided, must be a positive integer")}},Vs,ct,Dm,_v,Nm,bv,Um,Sv,Cd,Om,Fm,wv,Mv=class{constructor(){be(this,Dm),be(this,Nm),be(this,Um),be(this,Cd),be(this,Fm),this.pos=0,be(this,Vs,new Uint8Array(8)),be(this,ct,new DataView(T(this,Vs).buffer)),this.offsets=new WeakMap,this.dataOffsets=new WeakMap}seek(i){this.pos=i}writeEBMLVarInt(i,e=YA(i)){let t=0;switch(e){case 1:T(this,ct).setUint8(t++,128|i);break;case 2:T(this,ct).setUint8(t++,64|i>>8),T(this,ct).setUint8(t++,i);break;case 3:T(this,ct).setUint8(t++,32|i>>16),T(this,ct).setUint8(t++,i>>8),T(this,ct).setUint8(t++,i);break;case 4:T(this,ct).setUint8(t++,16|i>>24),T(this,ct).setUint8(t++,i>>16),T(this,ct).setUint8(t++,i>>8),T(this,ct).setUint8(t++,i);break;case 5:T(this,ct).setUint8(t++,8|i/2**32&7),T(this,ct).setUint8(t++,i>>24),T(this,ct).setUint8(t++,i>>16),T(this,ct).setUint8(t++,i>>8),T(this,ct).setUint8(t++,i);break;case 6:T(this,ct).setUint8(t++,4|i/2**40&3),T(this,ct).setUint8(t++,i/2**32|0),T(this,ct).setUint8(t++,i>>24),T(this,ct).setUint8(t++,i>>16),T(this,ct).setUint8(t++,i>>8),T(this,ct).setUint8(t++,i);break;default:throw new Error("Bad EBML VINT size "+e)}this.write(T(this,Vs).subarray(0,t))}writeEBML(i){if(i!==null)if(i instanceof Uint8Array)this.write(i);else if(Array.isArray(i))for(let e of i)this.writeEBML(e);else if(this.offsets.set(i,this.pos),Ae(this,Cd,Om).call(this,i.id),Array.isArray(i.data)){let e=this.pos,t=i.size===-1?1:i.size??4;i.size===-1?Ae(this,Dm,_v).call(this,255):this.seek(this.pos+t);let n=this.pos;if(this.dataOffsets.set(i,n),this.writeEBML(i.data),i.size!==-1){let s=this.pos-n,r=this.pos;this.seek(e),this.writeEBMLVarInt(s,t),this.seek(r)}}else if(typeof i.data=="number"){let e=i.size??xv(i.data);this.writeEBMLVarInt(e),Ae(this,Cd,Om).call(this,i.data,e)}else typeof i.data=="string"?(this.writeEBMLVarInt(i.data.length),Ae(this,Fm,wv).call(this,i.data)):i.data instanceof Uint8Array?(this.writeEBMLVarInt(i.data.byteLength,i.size),this.write(i.data)):i.data instanceof yv?(this.writeEBMLVarInt(4),Ae(this,Nm,bv).call(this,i.data.value)):i.data instanceof Xm&&(this.writeEBMLVarInt(8),Ae(this,Um,Sv).call(this,i.data.value))}};Vs=new WeakMap;ct=new WeakMap;Dm=new WeakSet;_v=function(i){T(this,ct).setUint8(0,i),this.write(T(this,Vs).subarray(0,1))};Nm=new WeakSet;bv=function(i){T(this,ct).setFloat32(0,i,!1),this.write(T(this,Vs).subarray(0,4))};Um=new WeakSet;Sv=function(i){T(this,ct).setFloat64(0,i,!1),this.write(T(this,Vs))};Cd=new WeakSet;Om=function(i,e=xv(i)){let t=0;switch(e){case 6:T(this,ct).setUint8(t++,i/2**40|0);case 5:T(this,ct).setUint8(t++,i/2**32|0);case 4:T(this,ct).setUint8(t++,i>>24);case 3:T(this,ct).setUint8(t++,i>>16);case 2:T(this,ct).setUint8(t++,i>>8);case 1:T(this,ct).setUint8(t++,i);break;default:throw new Error("Bad UINT size "+e)}this.write(T(this,Vs).subarray(0,t))};Fm=new WeakSet;wv=function(i){this.write(new Uint8Array(i.split("").map(e=>e.charCodeAt(0))))};var Rd,Tr,Cl,Id,Bm,ZA=class extends Mv{constructor(i){super(),be(this,Id),be(this,Rd,void 0),be(this,Tr,new ArrayBuffer(2**16)),be(this,Cl,new Uint8Array(T(this,Tr))),je(this,Rd,i)}write(i){Ae(this,Id,Bm).call(this,this.pos+i.byteLength),T(this,Cl).set(i,this.pos),this.pos+=i.byteLength}finalize(){Ae(this,Id,Bm).call(this,this.pos),T(this,Rd).buffer=T(this,Tr).slice(0,this.pos)}};Rd=new WeakMap;Tr=new WeakMap;Cl=new WeakMap;Id=new WeakSet;Bm=function(i){let e=T(this,Tr).byteLength;for(;e<i;)e*=2;if(e===T(this,Tr).byteLength)return;let t=new ArrayBuffer(e),n=new Uint8Array(t);n.set(T(this,Cl),0),je(this,Tr,t),je(this,Cl,n)};var Do,kn,zn,_r,Nl=class extends Mv{constructor(i){super(),this.target=i,be(this,Do,!1),be(this,kn,void 0),be(this,zn,void 0),be(this,_r,void 0)}write(i){if(!T(this,Do))return;let e=this.pos;if(e<T(this,zn)){if(e+i.byteLength<=T(this,zn))return;i=i.subarray(T(this,zn)-e),e=0}let t=e+i.byteLength-T(this,zn),n=T(this,kn).byteLength;for(;n<t;)n*=2;if(n!==T(this,kn).byteLength){let s=new Uint8Array(n);s.set(T(this,kn),0),je(this,kn,s)}T(this,kn).set(i,e-T(this,zn)),je(this,_r,Math.max(T(this,_r),e+i.byteLength))}startTrackingWrites(){je(this,Do,!0),je(this,kn,new Uint8Array(2**10)),je(this,zn,this.pos),je(this,_r,this.pos)}getTrackedWrites(){if(!T(this,Do))throw new Error("Can't get tracked writes since nothing was tracked.");let e={data:T(this,kn).subarray(0,T(this,_r)-T(this,zn)),start:T(this,zn),end:T(this,_r)};return je(this,kn,void 0),je(this,Do,!1),e}};Do=new WeakMap;kn=new WeakMap;zn=new WeakMap;_r=new WeakMap;var KA=2**24,JA=2,br,Fo,bl,yl,gs,Yi,Nd,km,Ym,Tv,qm,Ev,Sl,Ud,jm=class extends Nl{constructor(i,e){super(i),be(this,Nd),be(this,Ym),be(this,qm),be(this,Sl),be(this,br,[]),be(this,Fo,0),be(this,bl,void 0),be(this,yl,void 0),be(this,gs,void 0),be(this,Yi,[]),je(this,bl,e),je(this,yl,i.options?.chunked??!1),je(this,gs,i.options?.chunkSize??KA)}write(i){super.write(i),T(this,br).push({data:i.slice(),start:this.pos}),this.pos+=i.byteLength}flush(){if(T(this,br).length===0)return;let i=[],e=[...T(this,br)].sort((t,n)=>t.start-n.start);i.push({start:e[0].start,size:e[0].data.byteLength});for(let t=1;t<e.length;t++){let n=i[i.length-1],s=e[t];s.start<=n.start+n.size?n.size=Math.max(n.size,s.start+s.data.byteLength-n.start):i.push({start:s.start,size:s.data.byteLength})}for(let t of i){t.data=new Uint8Array(t.size);for(let n of T(this,br))t.start<=n.start&&n.start<t.start+t.size&&t.data.set(n.data,n.start-t.start);if(T(this,yl))Ae(this,Nd,km).call(this,t.data,t.start),Ae(this,Sl,Ud).call(this);else{if(T(this,bl)&&t.start<T(this,Fo))throw new Error("Internal error: Monotonicity violation.");this.target.options.onData?.(t.data,t.start),je(this,Fo,t.start+t.data.byteLength)}}T(this,br).length=0}finalize(){T(this,yl)&&Ae(this,Sl,Ud).call(this,!0)}};br=new WeakMap;Fo=new WeakMap;bl=new WeakMap;yl=new WeakMap;gs=new WeakMap;Yi=new WeakMap;Nd=new WeakSet;km=function(i,e){let t=T(this,Yi).findIndex(a=>a.start<=e&&e<a.start+T(this,gs));t===-1&&(t=Ae(this,qm,Ev).call(this,e));let n=T(this,Yi)[t],s=e-n.start,r=i.subarray(0,Math.min(T(this,gs)-s,i.byteLength));n.data.set(r,s);let o={start:s,end:s+r.byteLength};if(Ae(this,Ym,Tv).call(this,n,o),n.written[0].start===0&&n.written[0].end===T(this,gs)&&(n.shouldFlush=!0),T(this,Yi).length>JA){for(let a=0;a<T(this,Yi).length-1;a++)T(this,Yi)[a].shouldFlush=!0;Ae(this,Sl,Ud).call(this)}r.byteLength<i.byteLength&&Ae(this,Nd,km).call(this,i.subarray(r.byteLength),e+r.byteLength)};Ym=new WeakSet;Tv=function(i,e){let t=0,n=i.written.length-1,s=-1;for(;t<=n;){let r=Math.floor(t+(n-t+1)/2);i.written[r].start<=e.start?(t=r+1,s=r):n=r-1}for(i.written.splice(s+1,0,e),(s===-1||i.written[s].end<e.start)&&s++;s<i.written.length-1&&i.written[s].end>=i.written[s+1].start;)i.written[s].end=Math.max(i.written[s].end,i.written[s+1].end),i.written.splice(s+1,1)};qm=new WeakSet;Ev=function(i){let t={start:Math.floor(i/T(this,gs))*T(this,gs),data:new Uint8Array(T(this,gs)),written:[],shouldFlush:!1};return T(this,Yi).push(t),T(this,Yi).sort((n,s)=>n.start-s.start),T(this,Yi).indexOf(t)};Sl=new WeakSet;Ud=function(i=!1){for(let e=0;e<T(this,Yi).length;e++){let t=T(this,Yi)[e];if(!(!t.shouldFlush&&!i)){for(let n of t.written){if(T(this,bl)&&t.start+n.start<T(this,Fo))throw new Error("Internal error: Monotonicity violation.");this.target.options.onData?.(t.data.subarray(n.start,n.end),t.start+n.start),je(this,Fo,t.start+n.end)}T(this,Yi).splice(e--,1)}}};var QA=class extends jm{constructor(i,e){super(new vv({onData:(t,n)=>i.stream.write({type:"write",data:t,position:n}),chunked:!0,chunkSize:i.options?.chunkSize}),e)}},Wo=1,Rl=2,Od=3,eC=1,tC=2,iC=17,nC=2**15,wl=2**13,gv="https://github.com/Vanilagy/webm-muxer",Av=6,Cv=5,sC=["strict","offset","permissive"],ke,Ce,Il,Pl,ms,Xo,No,Er,$o,Hs,Bo,ko,Hn,Ul,zo,ks,zs,Sr,Ml,Tl,Vo,Ho,Fd,Ll,El,zm,Rv,Vm,Iv,Zm,Pv,Km,Lv,Jm,Dv,Qm,Nv,eg,Uv,Vd,tg,Hd,ig,ng,Ov,wr,Uo,Mr,Oo,Hm,Fv,Gm,Bv,xl,Pd,vl,Ld,sg,kv,Vn,ps,Go,Dl,Al,Bd,rg,zv,kd,og,_l,Dd,Vv=class{constructor(i){be(this,zm),be(this,Vm),be(this,Zm),be(this,Km),be(this,Jm),be(this,Qm),be(this,eg),be(this,Vd),be(this,Hd),be(this,ng),be(this,wr),be(this,Mr),be(this,Hm),be(this,Gm),be(this,xl),be(this,vl),be(this,sg),be(this,Vn),be(this,Go),be(this,Al),be(this,rg),be(this,kd),be(this,_l),be(this,ke,void 0),be(this,Ce,void 0),be(this,Il,void 0),be(this,Pl,void 0),be(this,ms,void 0),be(this,Xo,void 0),be(this,No,void 0),be(this,Er,void 0),be(this,$o,void 0),be(this,Hs,void 0),be(this,Bo,void 0),be(this,ko,void 0),be(this,Hn,void 0),be(this,Ul,void 0),be(this,zo,0),be(this,ks,[]),be(this,zs,[]),be(this,Sr,[]),be(this,Ml,void 0),be(this,Tl,void 0),be(this,Vo,-1),be(this,Ho,-1),be(this,Fd,-1),be(this,Ll,void 0),be(this,El,!1),Ae(this,zm,Rv).call(this,i),je(this,ke,{type:"webm",firstTimestampBehavior:"strict",...i}),this.target=i.target;let e=!!T(this,ke).streaming;if(i.target instanceof $m)je(this,Ce,new ZA(i.target));else if(i.target instanceof vv)je(this,Ce,new jm(i.target,e));else if(i.target instanceof jA)je(this,Ce,new QA(i.target,e));else throw new Error(`Invalid target: ${i.target}`);Ae(this,Vm,Iv).call(this)}addVideoChunk(i,e,t){if(!(i instanceof EncodedVideoChunk))throw new TypeError("addVideoChunk's first argument (chunk) must be of type EncodedVideoChunk.");if(e&&typeof e!="object")throw new TypeError("addVideoChunk's second argument (meta), when provided, must be an object.");if(t!==void 0&&(!Number.isFinite(t)||t<0))throw new TypeError("addVideoChunk's third argument (timestamp), when provided, must be a non-negative real number.");let n=new Uint8Array(i.byteLength);i.copyTo(n),this.addVideoChunkRaw(n,i.type,t??i.timestamp,e)}addVideoChunkRaw(i,e,t,n){if(!(i instanceof Uint8Array))throw new TypeError("addVideoChunkRaw's first argument (data) must be an instance of Uint8Array.");if(e!=="key"&&e!=="delta")throw new TypeError("addVideoChunkRaw's second argument (type) must be either 'key' or 'delta'.");if(!Number.isFinite(t)||t<0)throw new TypeError("addVideoChunkRaw's third argument (timestamp) must be a non-negative real number.");if(n&&typeof n!="object")throw new TypeError("addVideoChunkRaw's fourth argument (meta), when provided, must be an object.");if(Ae(this,_l,Dd).call(this),!T(this,ke).video)throw new Error("No video track declared.");T(this,Ml)===void 0&&je(this,Ml,t),n&&Ae(this,Hm,Fv).call(this,n);let s=Ae(this,vl,Ld).call(this,i,e,t,Wo);for(T(this,ke).video.codec==="V_VP9"&&Ae(this,Gm,Bv).call(this,s),je(this,Vo,s.timestamp);T(this,zs).length>0&&T(this,zs)[0].timestamp<=s.timestamp;){let r=T(this,zs).shift();Ae(this,Vn,ps).call(this,r,!1)}!T(this,ke).audio||s.timestamp<=T(this,Ho)?Ae(this,Vn,ps).call(this,s,!0):T(this,ks).push(s),Ae(this,xl,Pd).call(this),Ae(this,wr,Uo).call(this)}addAudioChunk(i,e,t){if(!(i instanceof EncodedAudioChunk))throw new TypeError("addAudioChunk's first argument (chunk) must be of type EncodedAudioChunk.");if(e&&typeof e!="object")throw new TypeError("addAudioChunk's second argument (meta), when provided, must be an object.");if(t!==void 0&&(!Number.isFinite(t)||t<0))throw new TypeError("addAudioChunk's third argument (timestamp), when provided, must be a non-negative real number.");let n=new Uint8Array(i.byteLength);i.copyTo(n),this.addAudioChunkRaw(n,i.type,t??i.timestamp,e)}addAudioChunkRaw(i,e,t,n){if(!(i instanceof Uint8Array))throw new TypeError("addAudioChunkRaw's first argument (data) must be an instance of Uint8Array.");if(e!=="key"&&e!=="delta")throw new TypeError("addAudioChunkRaw's second argument (type) must be either 'key' or 'delta'.");if(!Number.isFinite(t)||t<0)throw new TypeError("addAudioChunkRaw's third argument (timestamp) must be a non-negative real number.");if(n&&typeof n!="object")throw new TypeError("addAudioChunkRaw's fourth argument (meta), when provided, must be an object.");if(Ae(this,_l,Dd).call(this),!T(this,ke).audio)throw new Error("No audio track declared.");T(this,Tl)===void 0&&je(this,Tl,t),n?.decoderConfig&&(T(this,ke).streaming?je(this,Hs,Ae(this,Go,Dl).call(this,n.decoderConfig.description)):Ae(this,Al,Bd).call(this,T(this,Hs),n.decoderConfig.description));let s=Ae(this,vl,Ld).call(this,i,e,t,Rl);for(je(this,Ho,s.timestamp);T(this,ks).length>0&&T(this,ks)[0].timestamp<=s.timestamp;){let r=T(this,ks).shift();Ae(this,Vn,ps).call(this,r,!0)}!T(this,ke).video||s.timestamp<=T(this,Vo)?Ae(this,Vn,ps).call(this,s,!T(this,ke).video):T(this,zs).push(s),Ae(this,xl,Pd).call(this),Ae(this,wr,Uo).call(this)}addSubtitleChunk(i,e,t){if(typeof i!="object"||!i)throw new TypeError("addSubtitleChunk's first argument (chunk) must be an object.");if(!(i.body instanceof Uint8Array))throw new TypeError("body must be an instance of Uint8Array.");if(!Number.isFinite(i.timestamp)||i.timestamp<0)throw new TypeError("timestamp must be a non-negative real number.");if(!Number.isFinite(i.duration)||i.duration<0)throw new TypeError("duration must be a non-negative real number.");if(i.additions&&!(i.additions instanceof Uint8Array))throw new TypeError("additions, when present, must be an instance of Uint8Array.");if(typeof e!="object")throw new TypeError("addSubtitleChunk's second argument (meta) must be an object.");if(Ae(this,_l,Dd).call(this),!T(this,ke).subtitles)throw new Error("No subtitle track declared.");e?.decoderConfig&&(T(this,ke).streaming?je(this,Bo,Ae(this,Go,Dl).call(this,e.decoderConfig.description)):Ae(this,Al,Bd).call(this,T(this,Bo),e.decoderConfig.description));let n=Ae(this,vl,Ld).call(this,i.body,"key",t??i.timestamp,Od,i.duration,i.additions);je(this,Fd,n.timestamp),T(this,Sr).push(n),Ae(this,xl,Pd).call(this),Ae(this,wr,Uo).call(this)}finalize(){if(T(this,El))throw new Error("Cannot finalize a muxer more than once.");for(;T(this,ks).length>0;)Ae(this,Vn,ps).call(this,T(this,ks).shift(),!0);for(;T(this,zs).length>0;)Ae(this,Vn,ps).call(this,T(this,zs).shift(),!0);for(;T(this,Sr).length>0&&T(this,Sr)[0].timestamp<=T(this,zo);)Ae(this,Vn,ps).call(this,T(this,Sr).shift(),!1);if(T(this,Hn)&&Ae(this,kd,og).call(this),T(this,Ce).writeEBML(T(this,ko)),!T(this,ke).streaming){let i=T(this,Ce).pos,e=T(this,Ce).pos-T(this,Mr,Oo);T(this,Ce).seek(T(this,Ce).offsets.get(T(this,Il))+4),T(this,Ce).writeEBMLVarInt(e,Av),T(this,No).data=new Xm(T(this,zo)),T(this,Ce).seek(T(this,Ce).offsets.get(T(this,No))),T(this,Ce).writeEBML(T(this,No)),T(this,ms).data[0].data[1].data=T(this,Ce).offsets.get(T(this,ko))-T(this,Mr,Oo),T(this,ms).data[1].data[1].data=T(this,Ce).offsets.get(T(this,Pl))-T(this,Mr,Oo),T(this,ms).data[2].data[1].data=T(this,Ce).offsets.get(T(this,Xo))-T(this,Mr,Oo),T(this,Ce).seek(T(this,Ce).offsets.get(T(this,ms))),T(this,Ce).writeEBML(T(this,ms)),T(this,Ce).seek(i)}Ae(this,wr,Uo).call(this),T(this,Ce).finalize(),je(this,El,!0)}};ke=new WeakMap;Ce=new WeakMap;Il=new WeakMap;Pl=new WeakMap;ms=new WeakMap;Xo=new WeakMap;No=new WeakMap;Er=new WeakMap;$o=new WeakMap;Hs=new WeakMap;Bo=new WeakMap;ko=new WeakMap;Hn=new WeakMap;Ul=new WeakMap;zo=new WeakMap;ks=new WeakMap;zs=new WeakMap;Sr=new WeakMap;Ml=new WeakMap;Tl=new WeakMap;Vo=new WeakMap;Ho=new WeakMap;Fd=new WeakMap;Ll=new WeakMap;El=new WeakMap;zm=new WeakSet;Rv=function(i){if(typeof i!="object")throw new TypeError("The muxer requires an options object to be passed to its constructor.");if(!(i.target instanceof zd))throw new TypeError("The target must be provided and an instance of Target.");if(i.video){if(typeof i.video.codec!="string")throw new TypeError(`Invalid video codec: ${i.video.codec}. Must be a string.`);if(!Number.isInteger(i.video.width)||i.video.width<=0)throw new TypeError(`Invalid video width: ${i.video.width}. Must be a positive integer.`);if(!Number.isInteger(i.video.height)||i.video.height<=0)throw new TypeError(`Invalid video height: ${i.video.height}. Must be a positive integer.`);if(i.video.frameRate!==void 0&&(!Number.isFinite(i.video.frameRate)||i.video.frameRate<=0))throw new TypeError(`Invalid video frame rate: ${i.video.frameRate}. Must be a positive number.`);if(i.video.alpha!==void 0&&typeof i.video.alpha!="boolean")throw new TypeError(`Invalid video alpha: ${i.video.alpha}. Must be a boolean.`)}if(i.audio){if(typeof i.audio.codec!="string")throw new TypeError(`Invalid audio codec: ${i.audio.codec}. Must be a string.`);if(!Number.isInteger(i.audio.numberOfChannels)||i.audio.numberOfChannels<=0)throw new TypeError(`Invalid number of audio channels: ${i.audio.numberOfChannels}. Must be a positive integer.`);if(!Number.isInteger(i.audio.sampleRate)||i.audio.sampleRate<=0)throw new TypeError(`Invalid audio sample rate: ${i.audio.sampleRate}. Must be a positive integer.`);if(i.audio.bitDepth!==void 0&&(!Number.isInteger(i.audio.bitDepth)||i.audio.bitDepth<=0))throw new TypeError(`Invalid audio bit depth: ${i.audio.bitDepth}. Must be a positive integer.`)}if(i.subtitles&&typeof i.subtitles.codec!="string")throw new TypeError(`Invalid subtitles codec: ${i.subtitles.codec}. Must be a string.`);if(i.type!==void 0&&!["webm","matroska"].includes(i.type))throw new TypeError(`Invalid type: ${i.type}. Must be 'webm' or 'matroska'.`);if(i.firstTimestampBehavior&&!sC.includes(i.firstTimestampBehavior))throw new TypeError(`Invalid first timestamp behavior: ${i.firstTimestampBehavior}`);if(i.streaming!==void 0&&typeof i.streaming!="boolean")throw new TypeError(`Invalid streaming option: ${i.streaming}. Must be a boolean.`)};Vm=new WeakSet;Iv=function(){T(this,Ce)instanceof Nl&&T(this,Ce).target.options.onHeader&&T(this,Ce).startTrackingWrites(),Ae(this,Zm,Pv).call(this),T(this,ke).streaming||Ae(this,Qm,Nv).call(this),Ae(this,eg,Uv).call(this),Ae(this,Km,Lv).call(this),Ae(this,Jm,Dv).call(this),T(this,ke).streaming||(Ae(this,Vd,tg).call(this),Ae(this,Hd,ig).call(this)),Ae(this,ng,Ov).call(this),Ae(this,wr,Uo).call(this)};Zm=new WeakSet;Pv=function(){let i={id:440786851,data:[{id:17030,data:1},{id:17143,data:1},{id:17138,data:4},{id:17139,data:8},{id:17026,data:T(this,ke).type??"webm"},{id:17031,data:2},{id:17029,data:2}]};T(this,Ce).writeEBML(i)};Km=new WeakSet;Lv=function(){je(this,$o,{id:236,size:4,data:new Uint8Array(wl)}),je(this,Hs,{id:236,size:4,data:new Uint8Array(wl)}),je(this,Bo,{id:236,size:4,data:new Uint8Array(wl)})};Jm=new WeakSet;Dv=function(){je(this,Er,{id:21936,data:[{id:21937,data:2},{id:21946,data:2},{id:21947,data:2},{id:21945,data:0}]})};Qm=new WeakSet;Nv=function(){let i=new Uint8Array([28,83,187,107]),e=new Uint8Array([21,73,169,102]),t=new Uint8Array([22,84,174,107]);je(this,ms,{id:290298740,data:[{id:19899,data:[{id:21419,data:i},{id:21420,size:5,data:0}]},{id:19899,data:[{id:21419,data:e},{id:21420,size:5,data:0}]},{id:19899,data:[{id:21419,data:t},{id:21420,size:5,data:0}]}]})};eg=new WeakSet;Uv=function(){let i={id:17545,data:new Xm(0)};je(this,No,i);let e={id:357149030,data:[{id:2807729,data:1e6},{id:19840,data:gv},{id:22337,data:gv},T(this,ke).streaming?null:i]};je(this,Pl,e)};Vd=new WeakSet;tg=function(){let i={id:374648427,data:[]};je(this,Xo,i),T(this,ke).video&&i.data.push({id:174,data:[{id:215,data:Wo},{id:29637,data:Wo},{id:131,data:eC},{id:134,data:T(this,ke).video.codec},T(this,$o),T(this,ke).video.frameRate?{id:2352003,data:1e9/T(this,ke).video.frameRate}:null,{id:224,data:[{id:176,data:T(this,ke).video.width},{id:186,data:T(this,ke).video.height},T(this,ke).video.alpha?{id:21440,data:1}:null,T(this,Er)]}]}),T(this,ke).audio&&(je(this,Hs,T(this,ke).streaming?T(this,Hs)||null:{id:236,size:4,data:new Uint8Array(wl)}),i.data.push({id:174,data:[{id:215,data:Rl},{id:29637,data:Rl},{id:131,data:tC},{id:134,data:T(this,ke).audio.codec},T(this,Hs),{id:225,data:[{id:181,data:new yv(T(this,ke).audio.sampleRate)},{id:159,data:T(this,ke).audio.numberOfChannels},T(this,ke).audio.bitDepth?{id:25188,data:T(this,ke).audio.bitDepth}:null]}]})),T(this,ke).subtitles&&i.data.push({id:174,data:[{id:215,data:Od},{id:29637,data:Od},{id:131,data:iC},{id:134,data:T(this,ke).subtitles.codec},T(this,Bo)]})};Hd=new WeakSet;ig=function(){let i={id:408125543,size:T(this,ke).streaming?-1:Av,data:[T(this,ke).streaming?null:T(this,ms),T(this,Pl),T(this,Xo)]};if(je(this,Il,i),T(this,Ce).writeEBML(i),T(this,Ce)instanceof Nl&&T(this,Ce).target.options.onHeader){let{data:e,start:t}=T(this,Ce).getTrackedWrites();T(this,Ce).target.options.onHeader(e,t)}};ng=new WeakSet;Ov=function(){je(this,ko,{id:475249515,data:[]})};wr=new WeakSet;Uo=function(){T(this,Ce)instanceof jm&&T(this,Ce).flush()};Mr=new WeakSet;Oo=function(){return T(this,Ce).dataOffsets.get(T(this,Il))};Hm=new WeakSet;Fv=function(i){if(i.decoderConfig){if(i.decoderConfig.colorSpace){let e=i.decoderConfig.colorSpace;if(je(this,Ll,e),T(this,Er).data=[{id:21937,data:{rgb:1,bt709:1,bt470bg:5,smpte170m:6}[e.matrix]},{id:21946,data:{bt709:1,smpte170m:6,"iec61966-2-1":13}[e.transfer]},{id:21947,data:{bt709:1,bt470bg:5,smpte170m:6}[e.primaries]},{id:21945,data:[1,2][Number(e.fullRange)]}],!T(this,ke).streaming){let t=T(this,Ce).pos;T(this,Ce).seek(T(this,Ce).offsets.get(T(this,Er))),T(this,Ce).writeEBML(T(this,Er)),T(this,Ce).seek(t)}}i.decoderConfig.description&&(T(this,ke).streaming?je(this,$o,Ae(this,Go,Dl).call(this,i.decoderConfig.description)):Ae(this,Al,Bd).call(this,T(this,$o),i.decoderConfig.description))}};Gm=new WeakSet;Bv=function(i){if(i.type!=="key"||!T(this,Ll))return;let e=0;if(Lo(i.data,0,2)!==2)return;e+=2;let t=(Lo(i.data,e+1,e+2)<<1)+Lo(i.data,e+0,e+1);e+=2,t===3&&e++;let n=Lo(i.data,e+0,e+1);if(e++,n)return;let s=Lo(i.data,e+0,e+1);if(e++,s!==0)return;e+=2;let r=Lo(i.data,e+0,e+24);if(e+=24,r!==4817730)return;t>=2&&e++;let o={rgb:7,bt709:2,bt470bg:1,smpte170m:3}[T(this,Ll).matrix];qA(i.data,e+0,e+3,o)};xl=new WeakSet;Pd=function(){let i=Math.min(T(this,ke).video?T(this,Vo):1/0,T(this,ke).audio?T(this,Ho):1/0),e=T(this,Sr);for(;e.length>0&&e[0].timestamp<=i;)Ae(this,Vn,ps).call(this,e.shift(),!T(this,ke).video&&!T(this,ke).audio)};vl=new WeakSet;Ld=function(i,e,t,n,s,r){let o=Ae(this,sg,kv).call(this,t,n);return{data:i,additions:r,type:e,timestamp:o,duration:s,trackNumber:n}};sg=new WeakSet;kv=function(i,e){let t=e===Wo?T(this,Vo):e===Rl?T(this,Ho):T(this,Fd);if(e!==Od){let n=e===Wo?T(this,Ml):T(this,Tl);if(T(this,ke).firstTimestampBehavior==="strict"&&t===-1&&i!==0)throw new Error(`The first chunk for your media track must have a timestamp of 0 (received ${i}). Non-zero first timestamps are often caused by directly piping frames or audio data from a MediaStreamTrack into the encoder. Their timestamps are typically relative to the age of the document, which is probably what you want.

If you want to offset all timestamps of a track such that the first one is zero, set firstTimestampBehavior: 'offset' in the options.
If you want to allow non-zero first timestamps, set firstTimestampBehavior: 'permissive'.
`);T(this,ke).firstTimestampBehavior==="offset"&&(i-=n)}if(i<t)throw new Error(`Timestamps must be monotonically increasing (went from ${t} to ${i}).`);if(i<0)throw new Error(`Timestamps must be non-negative (received ${i}).`);return i};Vn=new WeakSet;ps=function(i,e){T(this,ke).streaming&&!T(this,Xo)&&(Ae(this,Vd,tg).call(this),Ae(this,Hd,ig).call(this));let t=Math.floor(i.timestamp/1e3),n=t-T(this,Ul),s=e&&i.type==="key"&&n>=1e3,r=n>=nC;if((!T(this,Hn)||s||r)&&(Ae(this,rg,zv).call(this,t),n=0),n<0)return;let o=new Uint8Array(4),a=new DataView(o.buffer);if(a.setUint8(0,128|i.trackNumber),a.setInt16(1,n,!1),i.duration===void 0&&!i.additions){a.setUint8(3,+(i.type==="key")<<7);let l={id:163,data:[o,i.data]};T(this,Ce).writeEBML(l)}else{let l=Math.floor(i.duration/1e3),c={id:160,data:[{id:161,data:[o,i.data]},i.duration!==void 0?{id:155,data:l}:null,i.additions?{id:30113,data:i.additions}:null]};T(this,Ce).writeEBML(c)}je(this,zo,Math.max(T(this,zo),t))};Go=new WeakSet;Dl=function(i){return{id:25506,size:4,data:new Uint8Array(i)}};Al=new WeakSet;Bd=function(i,e){let t=T(this,Ce).pos;T(this,Ce).seek(T(this,Ce).offsets.get(i));let n=6+e.byteLength,s=wl-n;if(s<0){let r=e.byteLength+s;e instanceof ArrayBuffer?e=e.slice(0,r):e=e.buffer.slice(0,r),s=0}i=[Ae(this,Go,Dl).call(this,e),{id:236,size:4,data:new Uint8Array(s)}],T(this,Ce).writeEBML(i),T(this,Ce).seek(t)};rg=new WeakSet;zv=function(i){T(this,Hn)&&Ae(this,kd,og).call(this),T(this,Ce)instanceof Nl&&T(this,Ce).target.options.onCluster&&T(this,Ce).startTrackingWrites(),je(this,Hn,{id:524531317,size:T(this,ke).streaming?-1:Cv,data:[{id:231,data:i}]}),T(this,Ce).writeEBML(T(this,Hn)),je(this,Ul,i);let e=T(this,Ce).offsets.get(T(this,Hn))-T(this,Mr,Oo);T(this,ko).data.push({id:187,data:[{id:179,data:i},T(this,ke).video?{id:183,data:[{id:247,data:Wo},{id:241,data:e}]}:null,T(this,ke).audio?{id:183,data:[{id:247,data:Rl},{id:241,data:e}]}:null]})};kd=new WeakSet;og=function(){if(!T(this,ke).streaming){let i=T(this,Ce).pos-T(this,Ce).dataOffsets.get(T(this,Hn)),e=T(this,Ce).pos;T(this,Ce).seek(T(this,Ce).offsets.get(T(this,Hn))+4),T(this,Ce).writeEBMLVarInt(i,Cv),T(this,Ce).seek(e)}if(T(this,Ce)instanceof Nl&&T(this,Ce).target.options.onCluster){let{data:i,start:e}=T(this,Ce).getTrackedWrites();T(this,Ce).target.options.onCluster(i,e,T(this,Ul))}};_l=new WeakSet;Dd=function(){if(T(this,El))throw new Error("Cannot add new video or audio chunks after the file has been finalized.")};var rC=/(?:(\d{2}):)?(\d{2}):(\d{2}).(\d{3})/;var aB=new TextEncoder,oC,aC,lC,cC,hC,uC,dC,fC,pC;oC=new WeakMap;aC=new WeakMap;lC=new WeakMap;cC=new WeakMap;hC=new WeakMap;uC=new WeakSet;dC=function(i){let e=rC.exec(i);if(!e)throw new Error("Expected match.");return 3600*1e3*Number(e[1]||"0")+60*1e3*Number(e[2])+1e3*Number(e[3])+Number(e[4])};fC=new WeakSet;pC=function(i){let e=Math.floor(i/36e5),t=Math.floor(i%(3600*1e3)/(60*1e3)),n=Math.floor(i%(60*1e3)/1e3),s=i%1e3;return e.toString().padStart(2,"0")+":"+t.toString().padStart(2,"0")+":"+n.toString().padStart(2,"0")+"."+s.toString().padStart(3,"0")};function Gd(i,e,t){let n=t(),s=n[0],r=Math.round(26*s.width/Math.max(s.clientWidth,1));(i.width!==s.width||i.height!==s.height+r)&&(i.width=s.width,i.height=s.height+r);let o=pn(i);o.fillStyle=en[e.theme].background,o.fillRect(0,0,i.width,i.height);for(let f of n)o.drawImage(f,0,0,s.width,s.height);o.fillStyle=Si("muted"),o.font=`${Math.round(.46*r)}px system-ui, sans-serif`,o.textBaseline="middle";let{segment:a,store:l,session:c}=e,h=e.models.map(f=>c.models[f].name).join(" and "),u=Hc(e.theme,l.state.color).continuous?` \xB7 points by ${l.state.color}`:"",d=[a?.info.segment,`frame ${l.state.frame}`,h].filter(Boolean).join(" \xB7 ")+u;o.fillText(d,.4*r,s.height+r/2,i.width-.8*r)}function Hv(i){return new Promise((e,t)=>{i.toBlob(n=>n?e(n):t(new Error("The browser made no picture.")),"image/png")})}function ag(i,e){let t=document.createElement("a");t.href=URL.createObjectURL(i),t.download=e,t.click(),setTimeout(()=>URL.revokeObjectURL(t.href),1e4)}function lg(i,e){return`${(i.segment?.info.segment??"drive").replace(/[^\w.-]/g,"").slice(0,40)}_${String(i.store.state.frame).padStart(3,"0")}.${e}`}var mC={webm:[["vp09.00.41.08","V_VP9"],["vp8","V_VP8"]],mp4:[["avc1.640028","avc"],["avc1.42E028","avc"],["vp09.00.41.08","vp9"]]},Wd=1e5,gC=8e6,yC=20,xC=4;async function Gv(i,e,t,n,s,r,o){let a=document.createElement("canvas");await n(e),Gd(a,i,s);let[l,c]=[a.width&-2,a.height&-2],h=await vC(o,l,c),u=null,d=new VideoEncoder({output:(f,p)=>h.add(f,p),error:f=>u=f});d.configure(h.config);for(let f=e;f<=t;f++){await n(f),Gd(a,i,s);let p=new VideoFrame(a,{timestamp:(f-e)*Wd,duration:Wd,visibleRect:{x:0,y:0,width:l,height:c}});for(d.encode(p,{keyFrame:(f-e)%yC===0}),p.close();d.encodeQueueSize>xC&&!u;)await new Promise(y=>setTimeout(y,10));if(u||!r((f-e+1)/(t-e+1)))break}if(u||await d.flush(),u)throw u;return d.close(),h.finish()}async function vC(i,e,t){if(typeof VideoEncoder>"u")throw new Error("This browser makes no videos, or not at an address without TLS.");for(let[n,s]of mC[i]){let r={codec:n,width:e,height:t,bitrate:gC,framerate:1e6/Wd};if(!(await VideoEncoder.isConfigSupported(r)).supported)continue;let o=i==="webm"?new Vv({target:new $m,video:{codec:s,width:e,height:t,frameRate:1e6/Wd}}):new mv({target:new Mm,fastStart:"in-memory",video:{codec:s,width:e,height:t}});return{config:r,add:(a,l)=>o.addVideoChunk(a,l),finish:()=>(o.finalize(),new Blob([o.target.buffer],{type:`video/${i}`}))}}throw new Error(`This browser makes no ${i==="mp4"?"MP4":"WebM"} videos.`)}var Xd=class{constructor(e,t,n,s){this.context=e;this.layers=t;this.seek=n;this.tell=s}context;layers;seek;tell;isRecording=!1;async picture(){let e=document.createElement("canvas");return Gd(e,this.context,this.layers),Hv(e)}async savePicture(){ag(await this.picture(),lg(this.context,"png"))}video(e,t,n="webm",s=()=>!0){return Gv(this.context,e,t,this.seek,this.layers,s,n)}async saveVideo(){let{segment:e,store:t}=this.context;if(!e||this.isRecording){this.isRecording=!1;return}this.isRecording=!0;try{let n=await this.video(t.state.frame,e.length-1,"webm",s=>(this.tell(`Recording, ${Math.round(100*s)} %. Press the button again to stop.`,0),this.isRecording));ag(n,lg(this.context,"webm")),this.tell("The video is saved.")}catch(n){this.tell(n.message)}this.isRecording=!1}async copyLink(){this.context.store.touch(!0);try{await navigator.clipboard.writeText(location.href),this.tell("The link is copied.")}catch{this.tell("The address of the page is the link.")}}};var _C=[["errors","Errors","errors"],["details","Object","details"],["layers","Layers","layers"],["info","Drive","info"]],$d=class{constructor(e,t){this.context=e;this.bodies=t}context;bodies;tabs=N("div",{class:"tabs",role:"tablist"});panel=N("aside",{class:"panel"});toggle(e){let{store:t}=this.context;t.set({panel:t.state.panel===e?"":e})}draw(e){let t=_C.filter(([r])=>r!=="errors"||!Ss);He(this.tabs,...t.map(([r,o,a])=>N("button",{role:"tab","aria-selected":String(r===e.panel),"data-panel":r,onclick:()=>this.toggle(r)},Bs(a),o))),this.panel.hidden=e.panel==="";let n=this.bodies[e.panel];if(!n)return;this.panel.firstElementChild!==n.element&&He(this.panel,n.element);let{activeElement:s}=document;s?.matches("input[type=range]")&&this.panel.contains(s)||n.draw?.()}};var Wv=tn?20:12,bC=tn?Wv:5,SC=6e4,Yd=class{constructor(e){this.context=e;let{store:t}=e,n=_0();n.className="scene",n.tabIndex=0,n.setAttribute("aria-label","3D view"),this.stage=new md(n),this.painter=new dd(this.stage),this.overlay=new td(this.stage,e),this.strip=new Xu(e),this.cameraView=new $u(e,s=>this.select(s)),this.legend=new ed(e),this.playback=new sd(e,(s,r)=>e.segment?.isBuffered(s-1,r,this.needs())??!1,bC,()=>this.timeline.draw()),this.timeline=new Qu(e,this.playback),this.errors=new id(e,s=>e.wait(this.openError(s))),this.layers=new Ju(e),this.details=new qu(e,s=>this.select(s),()=>this.eye.flyToSelection()),this.info=new nd(e),this.extras=new ju(e,()=>this.repaint(),s=>this.painter.setMap(s,e),s=>this.tell(s)),this.tabs=new $d(e,{errors:{element:this.errors.element},details:{element:this.details.element},layers:this.layers,info:this.info}),new od(e,this.stage,s=>this.select(s),()=>{this.painter.paintSelection(e),this.drawCameras()},()=>!this.playback.isPlaying),this.isDrawn=new Promise(s=>this.setDrawn=s),this.stage.onAfter=()=>this.overlay.draw(),this.eye=new Zu(e,this.stage,this.painter,this.cameraView),this.sharing=new Xd(e,()=>this.shownLayers(),s=>this.seek(s),(s,r)=>this.tell(s,r)),this.bar=new Wu(e,()=>this.leave(),[["link","Copy the link (Y)",()=>{this.sharing.copyLink()}],["photo","Save a picture (S)",()=>{this.sharing.savePicture()}],["video","Record a video from here to the end",()=>{this.sharing.saveVideo()}],["theme","Dark or light (B)",()=>this.onTheme()],["help","Keys (?)",()=>this.help.showModal()]]),this.stageArea=N("main",{class:"stage"},n,this.overlay.canvas,this.cameraView.canvas,this.legend.element,this.notice),this.element.append(this.bar.element,this.stageArea,this.strip.element,this.timeline.element,this.tabs.tabs,this.tabs.panel,this.help),this.listen(n),t.subscribe((s,r)=>this.onState(s,r))}context;element=N("div",{class:"viewer"});playback;stage;help=Ix();timeline;eye;sharing;errors;painter;overlay;strip;cameraView;legend;layers;details;info;bar;extras;tabs;notice=N("div",{class:"notice",role:"status",hidden:!0});stageArea;opening="";showing=0;drawnSegment="";isDrawn;setDrawn=()=>{};noticeTimer=0;firstFrameMs=0;ready(){return this.isDrawn}async seek(e){let{store:t,segment:n}=this.context;n&&(this.playback.pause(),await n.frame(e,this.needs()),t.set({frame:e}),await this.showFrame(t.state),this.stage.draw())}start(){let{state:e}=this.context.store;this.setTheme(),this.stage.setView(e.view),this.onState(e,new Set(Object.keys(e)))}setTheme(){this.painter.setTheme(this.context),this.repaint(),this.errors.drawControls(),this.errors.drawList()}onState(e,t){let n=(...s)=>s.some(r=>t.has(r));if(this.element.hidden=!e.segment,!e.segment){this.playback.pause();return}n("segment")?this.context.wait(this.open(e)):n("frame","layers","camera","view")&&this.context.wait(this.showFrame(e)),n("speed")&&this.playback.restart(),n("view","camera")?(this.stageArea.classList.toggle("is-camera",e.view==="camera"),this.eye.setView(e)):n("eye")&&this.eye.look(e),n("color")&&this.painter.points.setColors(e.color,this.context.theme),n("model","other","layout","score","iou")&&!n("segment")&&this.context.wait(this.extras.loadOutcomes()),n(...Fx)&&(this.errors.drawControls(),this.context.wait(this.errors.load())),n("box")&&this.context.wait(this.extras.loadTracks()),n("box","types","boxes","color","outcomes","range")&&!n("segment")&&this.repaint(),this.bar.draw(e),n("panel","segment","layers","color","boxes","model","other","layout","box")&&this.drawPanel(e),this.timeline.draw()}get isPhone(){return matchMedia("(max-width: 760px)").matches}async open(e){let t=e.segment;if(this.opening===t)return;this.opening=t,this.playback.pause();let{context:n}=this;n.segment?.close(),Object.assign(n,{segment:null,frame:null,events:[],zones:null,hovered:""}),n.outcomes.clear(),n.tracks.clear(),this.tell("Loading\u2026",0);try{let s=await Yu.open(n.session,t,this.isPhone?SC:0);if(n.store.state.segment!==t)return;n.segment=s,s.onFail=a=>{this.playback.isPlaying&&(this.playback.pause(),this.tell(a.message))},this.drawPanel(n.store.state);let r=Math.max(s.length-1,0);n.store.state.frame>r&&n.store.set({frame:r});let o=this.extras.loadOutcomes();await this.showFrame(n.store.state),this.tell(""),await o,this.context.wait(this.extras.loadTracks()),await this.extras.loadSurroundings(s)}catch(s){n.store.state.segment===t&&this.tell(s.message,0)}finally{this.opening===t&&(this.opening="")}}needs(){let{store:e,segment:t}=this.context,{state:n}=e,s=t?.info.cameras.map(({camera:o})=>o)??[],r=n.view==="camera"&&s.includes(n.camera)?n.camera:0;return{points:e.shows("points")||e.shows("paint"),cameras:e.shows("cameras")?s:[],large:r,imageBoxes:e.shows("boxes2d"),masks:e.shows("masks"),projections:e.shows("paint")}}get isSettled(){return this.context.pending===0&&!this.stage.isFlying&&this.errors.isComplete}async showFrame(e){let{segment:t}=this.context;if(!t)return;let n=++this.showing,s=this.needs(),r=t.ready(e.frame,s);try{if(r)this.apply(r);else{let o=await t.frameInSpace(e.frame,s);if(n!==this.showing)return;this.apply({...o,images:this.context.frame?.images??o.images,masks:this.context.frame?.masks??o.masks});let a=await t.frame(e.frame,s);if(n!==this.showing)return;this.apply(a)}}catch(o){n===this.showing&&this.tell(o.message)}this.firstFrameMs&&t.prefetch(e.frame,Wv,s)}apply(e){let{context:t}=this,{state:n}=t.store,s=this.drawnSegment!==t.segment?.info.segment;t.frame=e,this.painter.setPose(t,!s&&n.view!=="world"),s&&(this.drawnSegment=t.segment?.info.segment??"",this.eye.look(n)),this.repaint(),this.bar.draw(n),this.firstFrameMs||(this.stage.draw(),this.stage.finish(),this.firstFrameMs=performance.now(),this.setDrawn())}repaint(){this.painter.paint(this.context),this.drawCameras(),this.legend.draw(),this.details.draw(this.playback.isPlaying),this.context.store.state.panel==="info"&&this.info.draw(),this.timeline.draw()}drawCameras(){this.strip.draw(),this.cameraView.draw()}async openError(e){let{store:t,session:n}=this.context,{models:s}=this.context,r={frame:e.frame};e.segment!==t.state.segment&&(r.segment=e.segment);let o=e.prediction>=0&&!e.kind.endsWith("FINDS")&&e.kind!=="FN",a=e.kind.startsWith("ONLY_SECOND"),l=o?s[a?1:0]??0:-1,c=Bt({frame:e.frame,source:l,row:o?e.prediction:e.label,id:o?e.prediction_id:e.label_id}),h=e.camera>0;if(h&&Object.assign(r,{view:"camera",camera:e.camera}),this.playback.pause(),t.set({...r,box:h?"":c,panel:"errors"}),!(h||!n.models.length)){for(let u=0;u<200&&(this.context.frame?.index!==e.frame||this.opening);u++)await new Promise(d=>setTimeout(d,25));t.state.view==="camera"?this.drawCameras():this.eye.flyToSelection()}}select(e){let{store:t}=this.context;t.set({box:e,panel:e&&!this.isPhone?"details":t.state.panel})}get imagePlace(){let{width:e,height:t}=this.cameraView.canvas;return this.context.store.state.view==="camera"?this.cameraView.place(e,t,e/Math.max(this.cameraView.canvas.clientWidth,1)):null}placeOf(e){let t=this.stage.project(new D(...e.center),0);return t?{x:t.x,y:t.y}:{}}listen(e){e.addEventListener("dblclick",()=>this.eye.flyToSelection()),window.addEventListener("keydown",t=>{this.element.hidden||t.ctrlKey||t.metaKey||t.altKey||(this.help.open&&t.key==="?"?this.help.close():!this.help.open&&Dx(this,t)&&t.preventDefault())}),window.addEventListener("resize",()=>this.drawCameras())}onTheme=()=>{};leave(){this.context.store.set({segment:"",box:"",eye:[]},!0)}togglePanel(e){this.tabs.toggle(e)}drawPanel(e){this.element.classList.toggle("has-panel",e.panel!==""),this.tabs.draw(e)}tell(e,t=4){clearTimeout(this.noticeTimer),He(this.notice,e),this.notice.hidden=!e,e&&t&&(this.noticeTimer=window.setTimeout(()=>this.notice.hidden=!0,1e3*t))}shownLayers(){return this.context.store.state.view==="camera"?[this.cameraView.canvas]:(this.stage.draw(),[this.stage.canvas,this.overlay.canvas])}};var Xv="waymo-kit-theme",cg=document.getElementById("app");async function wC(){let i=await e0,e=new Xc;!e.state.segment&&!location.hash&&i.start.segment&&(Ss||i.segments.length===1)&&(e.state={...e.state,segment:i.start.segment,frame:i.start.frame??0}),(!i.models.length||Ss)&&e.state.panel==="errors"&&(e.state.panel="layers"),matchMedia("(max-width: 760px)").matches&&!location.hash.includes("panel=")&&(e.state.panel="");let t=new Gc(e,i),n=new Yd(t),s=new Bc(e,i);Ss&&cg.classList.add("is-self-contained");let r=a=>{t.theme=a,document.documentElement.dataset.theme=a,n0()};r(MC()),n.onTheme=()=>{r(t.theme==="dark"?"light":"dark");try{localStorage.setItem(Xv,t.theme)}catch{}n.setTheme()},He(cg,s.element,n.element),s.element.hidden=!0;let o=()=>{let a=s.element.hidden;s.element.hidden=e.state.segment!=="",!(s.element.hidden||!a)&&(document.title=`${i.title} \xB7 waymo-kit view`,s.open())};e.subscribe(o),o(),n.start(),window.waymoKit={get state(){let{frame:a,outcomes:l,theme:c,models:h}=t,u=(a?.boxes??[]).map(d=>({box:d,style:t.style(d,h)}));return{...e.state,theme:c,isSettled:n.isSettled,imagePlace:n.imagePlace,isSoftware:tn,firstFrameMs:n.firstFrameMs,isPlaying:n.playback.isPlaying,shown:n.playback.shown,dropped:n.playback.dropped,stalls:n.playback.stalls,lasted:n.playback.lasted,drawn:{frame:a?.index??-1,points:a?.cloud?.count??0,images:a?.images.size??0,outcomes:[...l.keys()],windows:n.stage.windows.length,boxes:u.filter(({style:d})=>d).map(({box:d,style:f})=>({key:Bt(d),source:d.source,row:d.row,score:d.score,outcome:t.scored(d,d.source<0?h[0]??-1:d.source)?.outcome??"",...f,...n.placeOf(d)}))},cards:s.element.querySelectorAll(".card").length}},ready:()=>n.ready(),seek:a=>n.seek(a),picture:()=>n.sharing.picture(),video:(a,l,c)=>n.sharing.video(a,l,c)}}function MC(){try{let i=localStorage.getItem(Xv);if(i==="dark"||i==="light")return i}catch{}return matchMedia("(prefers-color-scheme: light)").matches?"light":"dark"}wC().catch(i=>{let e=i instanceof fi?i.message:`The viewer could not start: ${String(i)}`;He(cg,N("main",{class:"failure"},N("h1",{},"waymo-kit view"),N("p",{},e),N("button",{onclick:()=>location.reload()},"Try again")))});
